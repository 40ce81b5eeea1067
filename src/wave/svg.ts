/** A wave as an SVG picture, drawn by WaveDrom. It stands alone: nothing outside is needed to show it, and many may be put into one page. */
import wavedrom, { type Onml } from 'wavedrom';
import { formatSeconds } from '../units.ts';
import type { Wave } from './wave.ts';
import { type DiagramOptions, waveJson } from './wave-json.ts';

export interface WaveSvgOptions extends DiagramOptions {
  /** Begins every id in the picture; another for each picture of a page. Letters, digits and hyphens. Default `wave`. */
  readonly id?: string;
}

/** The `<svg>` element as text. It says what it shows to those who do not see it. */
export function waveSvg(wave: Wave, { id = 'wave', ...options }: WaveSvgOptions): string {
  const source = waveJson(wave, options);
  const escaped = { ...source, signal: source.signal.map((lane) => ({ ...lane, ...(lane.data ? { data: lane.data.map(escapeXml) } : {}) })) };
  const tree = wavedrom.renderAny(0, escaped, wavedrom.waveSkin);
  const [name, attributes, ...children] = alone(tree, id);
  const title = `Timing of ${source.signal.map((lane) => lane.name).join(', ')} from ${formatSeconds(options.fromUs)} to ${formatSeconds(options.toUs)}`;
  return wavedrom.onml.stringify([name, { ...attributes, role: 'img', 'aria-label': title }, ...children]);
}

/** A copy with ids of its own, and of the shapes of the skin (40 kB) only those that are drawn. */
function alone(tree: Onml, id: string): Onml {
  const used = new Set<string>();
  const look = ([, attributes, ...children]: Onml) => {
    const link = attributes['xlink:href'];
    if (link !== undefined) used.add(String(link).slice(1));
    for (const child of children) if (Array.isArray(child)) look(child);
  };
  const whole = normal(tree);
  look(whole);
  const copy = ([name, attributes, ...children]: Onml): Onml => {
    const kept = name === 'defs' ? children.filter((child) => Array.isArray(child) && used.has(String(child[1]['id']))) : children;
    return [name, renamed(attributes, id), ...kept.map((child) => (Array.isArray(child) ? copy(child) : restyled(child)))];
  };
  return copy(whole);
}

/** Elements without attributes are written without an object for them. */
function normal([name, ...rest]: Onml | readonly unknown[]): Onml {
  const [first, ...others] = rest as unknown[];
  const has = typeof first === 'object' && !Array.isArray(first);
  const children = (has ? others : rest) as (Onml | string)[];
  return [
    name as string,
    (has ? first : {}) as Record<string, string | number>,
    ...children.map((child) => (Array.isArray(child) ? normal(child) : child)),
  ];
}

function renamed(attributes: Record<string, string | number>, id: string): Record<string, string | number> {
  const { id: own, 'xlink:href': link, ...others } = attributes;
  return {
    ...others,
    ...(own === undefined ? {} : { id: `${id}-${own}` }),
    ...(link === undefined ? {} : { 'xlink:href': `#${id}-${String(link).slice(1)}` }),
  };
}

/** The rules of the skin stay in the picture, whatever classes its page has. Its grey for times is too pale to read. */
const restyled = (text: string): string =>
  text.startsWith('text{') ? text.replace(/(^|\})([^{}]+)\{/g, '$1.WaveDrom $2{').replace('.muted{fill:#aaa}', '.muted{fill:#555}') : text;

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
