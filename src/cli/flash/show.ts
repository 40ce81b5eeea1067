/**
 * `recsim flash show`: what a boot would make of a flash, its blocks with a bar of how full they are, its records. For 80 columns. Plain ASCII, so
 * that it reads the same everywhere; colours only where the terminal has them.
 */

import { unwrap } from '../../errors.ts';
import { type BootForecast, forecastBoot } from '../../storage/boot-forecast.ts';
import { type BlockDump, dumpFlash, type RecordDump } from '../../storage/dump.ts';
import { alikeFrom, bootNotes, bootWords, printable, recordName, recordWords } from '../../storage/dump-words.ts';
import type { ShowOptions } from '../flash.ts';
import { columns, createStyle, type Style, wrap } from '../text.ts';
import { type FlashSource, openSource } from './source.ts';

const WIDTH = 80;

export function showFlash(where: string, { board, all, json }: ShowOptions): void {
  const source = unwrap(openSource(where, board));
  const blocks = dumpFlash(source.flash);
  const boot = forecastBoot(source.flash, blocks);
  const text = json
    ? escapeControls(JSON.stringify(asJson(source, blocks, boot), null, 2))
    : asText(source, blocks, boot, all === true, createStyle(process.stdout)).join('\n');
  process.stdout.write(`${text}\n`);
}

function asJson({ file, board, flash, eraseCounts }: FlashSource, blocks: readonly BlockDump[], boot: BootForecast) {
  const { size, eraseSize, writeSize } = flash;
  return {
    file,
    board,
    geometry: { size, eraseSize, writeSize },
    boot: { text: bootWords(boot), ...boot, reset: boot.reset ?? null, lockedBecause: boot.lockedBecause ?? null },
    blocks: blocks.map((block) => ({
      ...block,
      sequence: block.sequence ?? null,
      erased: eraseCounts?.[block.index] ?? null,
      records: block.records.map((record) => ({
        ...record,
        type: record.type ?? null,
        name: record.name === undefined ? null : recordName(record),
        value: record.value ?? null,
      })),
    })),
  };
}

function asText(source: FlashSource, blocks: readonly BlockDump[], boot: BootForecast, all: boolean, style: Style): string[] {
  const { flash, board, file, eraseCounts } = source;
  const size = `${blocks.length} blocks of ${flash.eraseSize} bytes, written by ${flash.writeSize}`;
  const shown = blocks.filter(({ state, records }) => state === 'current' || (all && records.length > 0));
  const hidden = blocks.filter(({ state }) => state !== 'current').reduce((sum, { records }) => sum + records.length, 0);
  return [
    style('bold', file),
    ...wrap(`Board ${printable(board)}: ${size}.`, WIDTH),
    '',
    style(boot.outcome === 'locked' ? 'red' : boot.outcome === 'resumes' ? 'yellow' : 'green', `A boot ${bootWords(boot)}.`),
    ...bootNotes(boot).flatMap((note) => wrap(note, WIDTH - 4).map((line, index) => `  ${index === 0 ? '-' : ' '} ${line}`)),
    '',
    ...blockTable(blocks, eraseCounts, flash.eraseSize, style),
    ...shown.flatMap((block) => ['', ...recordTable(block, all, style)]),
    ...(hidden > 0 && !all ? ['', `${hidden === 1 ? 'One record' : `${hidden} records`} in blocks no longer in use: --all shows them.`] : []),
  ];
}

const BAR = 10;

function blockTable(blocks: readonly BlockDump[], counts: readonly number[] | undefined, eraseSize: number, style: Style): string[] {
  const rows: string[][] = [];
  for (let at = 0; at < blocks.length; ) {
    const block = blocks[at] as BlockDump;
    const end = endOfRun(blocks, counts, at);
    const range = end - at > 1 ? `${block.index}-${block.index + end - at - 1}` : String(block.index);
    const erased = counts === undefined ? '-' : String(counts[block.index]);
    const percent = String(Math.ceil((block.used / eraseSize) * 100)).padStart(3);
    rows.push([
      range,
      hex(block.offset),
      block.role,
      block.state,
      String(block.sequence ?? '-'),
      erased,
      `${bar(block.used / eraseSize)} ${percent} %`,
    ]);
    at = end;
  }
  const [head = '', ...lines] = columns([['BLOCK', 'OFFSET', 'ROLE', 'STATE', 'NUMBER', 'ERASED', 'FILLED'], ...rows]);
  return [style('bold', head), ...lines.map((line) => paint(line, style))];
}

/** Free blocks that differ in nothing but their place are one row: it ends before this index. */
function endOfRun(blocks: readonly BlockDump[], counts: readonly number[] | undefined, at: number): number {
  const first = blocks[at] as BlockDump;
  const isSame = ({ state, role, index }: BlockDump) => state === 'free' && role === first.role && counts?.[index] === counts?.[first.index];
  let end = at + 1;
  if (first.state === 'free') while (end < blocks.length && isSame(blocks[end] as BlockDump)) end++;
  return end;
}

/** `[===-------]`: what is begun counts as full. */
function bar(share: number): string {
  const full = Math.ceil(share * BAR);
  return `[${'='.repeat(full)}${'-'.repeat(BAR - full)}]`;
}

function recordTable({ role, index, state, records }: BlockDump, all: boolean, style: Style): string[] {
  const title = style('bold', `Records of ${role}, in block ${index}${state === 'current' ? '' : ` (${state})`}`);
  if (records.length === 0) return [title, '  none'];
  const heads = ['OFFSET', 'LENGTH', 'STATE', 'TYPE', 'VALUE'];
  const rows: (readonly [cells: readonly string[], value: string])[] = [];
  for (let at = 0; at < records.length; ) {
    const run = all ? 1 : alikeFrom(records, at);
    const first = records[at] as RecordDump;
    const length = records.slice(at, at + run).reduce((sum, record) => sum + record.length, 0);
    const value = run === 1 ? recordWords(first) : `${run} records like this; --all shows them`;
    rows.push([[hex(first.offset), String(length), first.state, recordName(first)], value]);
    at += run;
  }
  const [line = ''] = columns([heads, ...rows.map(([cells]) => [...cells, ''])]);
  const width = WIDTH - line.indexOf('VALUE');
  const parts = rows.flatMap(([cells, value]) => wrap(value, width).map((text, part) => [...(part === 0 ? cells : ['', '', '', '']), text]));
  const [head = '', ...lines] = columns([heads, ...parts]);
  return [title, head, ...lines.map((row) => paint(row, style))];
}

/** JSON leaves these as they are, and some terminals obey them. */
const escapeControls = (json: string): string => json.replace(/[\x7f-\x9f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);

const hex = (offset: number): string => `0x${offset.toString(16).padStart(6, '0')}`;

const COLOURS = { current: 'green', committed: 'green', torn: 'yellow', damaged: 'red', free: 'dim', retired: 'dim', superseded: 'dim' } as const;

/** After the columns are laid out: colours take no width. */
function paint(line: string, style: Style): string {
  return line.replace(
    / {2}(current|committed|torn|damaged|free|retired|superseded)(?= |$)/,
    (_, state: keyof typeof COLOURS) => `  ${style(COLOURS[state], state)}`,
  );
}
