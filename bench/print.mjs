// Tables and numbers of the benchmark, as text.

/** Every figure of a row comes from its samples: the median counts. */
export function spread(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return { medianUs: sorted[Math.floor(sorted.length / 2)], minUs: sorted[0], maxUs: sorted.at(-1), samples: sorted.length };
}

/** The first column to the left, the others to the right. */
export function table(head, lines) {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const format = (line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return [format(head), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(format), ''].join('\n');
}

export function micros(us) {
  if (us >= 1e6) return `${(us / 1e6).toFixed(2)} s`;
  if (us >= 1e4) return `${(us / 1e3).toFixed(1)} ms`;
  return `${us.toFixed(us < 100 ? 2 : 0)} us`;
}

export function mega(bytes) {
  return bytes === 0 ? '-' : `${Math.round(bytes / 2 ** 20)} MB`;
}

export function count(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

export function times(value) {
  return `${count(value)} x`;
}
