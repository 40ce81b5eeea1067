/** Lays a region's statechart out: states as boxes in one another, arrows around them. Sizes are in pixels at 100 %. Dagre does the arranging; arrows to and from a box with states in it end at its border. */
import { Graph, layout } from '@dagrejs/dagre';
import type { DrawnArrow, DrawnRegion, DrawnState } from '../charts.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** By its centre. */
interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Rect {
  readonly path: string;
  readonly name: string;
  readonly lines: readonly string[];
  /** Where it has states in it: the place of its name, and of the dot at which it begins. */
  readonly head?: Rect;
  readonly depth: number;
}

export interface DrawnPath {
  readonly from: string;
  /** `hold.counting > hold.short`; of a beginning `hold.counting >`. */
  readonly key: string;
  readonly points: readonly Point[];
  /** Lines beside it, and where. */
  readonly words: readonly string[];
  readonly at: Point | undefined;
  /** All that is known of it. */
  readonly title: string;
}

export interface Layout {
  /** What is drawn on; arrows may leave the region's own box. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether there is room for the words of all arrows. */
  readonly isRoomy: boolean;
  /** A box before those in it. */
  readonly boxes: readonly Box[];
  readonly paths: readonly DrawnPath[];
}

export const NAME_PX = 15;
export const LINE_PX = 13;
/** Of a letter; the drawing uses a font whose letters are equally wide. */
const NAME_LETTER_PX = 7.9;
const LETTER_PX = 6.4;
const PAD_PX = 9;
const DOT_PX = 8;

export const pathKey = (from: string, target: string): string => `${from} > ${target}`;
/** With more arrows than this there is no room for what is to be said of all of them at once. */
const ROOMY = 18;
const headOf = (path: string) => `${path}#`;
const textWidth = (name: string, lines: readonly string[]) => Math.max(name.length * NAME_LETTER_PX, ...lines.map((line) => line.length * LETTER_PX));

const sizeOf = (words: readonly string[]) => ({ width: textWidth('', words) + 6, height: words.length * LINE_PX });

interface Label {
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly points?: readonly Point[];
}

export function layOut({ state: region, arrows }: DrawnRegion): Layout {
  const graph = new Graph({ compound: true, multigraph: true }).setGraph({
    rankdir: 'TB',
    nodesep: 26,
    ranksep: 26,
    edgesep: 14,
  });
  /** Where arrows to a state lead, and where those from it begin: so that what follows it stands below it. */
  const leafOf = new Map<string, string>();
  const exitOf = new Map<string, string>();
  const states: { readonly state: DrawnState; readonly depth: number }[] = [];
  const add = (state: DrawnState, depth: number, parent?: string): void => {
    states.push({ state, depth });
    const size = { width: textWidth(state.name, state.lines) + 2 * PAD_PX, height: NAME_PX + state.lines.length * LINE_PX + PAD_PX };
    const isWhole = parent === undefined;
    if (state.states.length === 0) graph.setNode(state.path, size);
    else {
      if (!isWhole) graph.setNode(state.path, {});
      graph.setNode(headOf(state.path), { width: size.width, height: size.height + DOT_PX });
      if (!isWhole) graph.setParent(headOf(state.path), state.path);
      for (const child of state.states) add(child, depth + 1, isWhole ? '' : state.path);
    }
    if (parent) graph.setParent(state.path, parent);
    leafOf.set(state.path, state.path === region.path ? headOf(state.path) : (leafOf.get(state.initial ?? '') ?? state.path));
    exitOf.set(state.path, state.path === region.path ? headOf(state.path) : (exitOf.get(state.states.at(-1)?.path ?? '') ?? state.path));
  };
  add(region, 0);

  const groups = new Map<string, DrawnArrow[]>();
  for (const arrow of arrows) {
    const key = pathKey(arrow.from, arrow.target);
    groups.set(key, [...(groups.get(key) ?? []), arrow]);
  }
  const isRoomy = groups.size <= ROOMY;
  for (const [key, group] of groups) {
    const [{ from, target }] = group as [DrawnArrow];
    const words = wordsOf(group);
    const room = isRoomy ? { ...sizeOf(words), labelpos: 'c' } : {};
    graph.setEdge({ v: exitOf.get(from) as string, w: leafOf.get(target) as string, name: key }, { weight: 1, ...room });
  }
  for (const { state } of states)
    if (state.initial !== undefined)
      graph.setEdge({ v: headOf(state.path), w: leafOf.get(state.initial) as string, name: pathKey(state.path, '') }, { weight: 6 });
  layout(graph);

  const rectOf = (node: string): Rect => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(node) as Label;
    return { x, y, width, height };
  };
  const borders = new Map(
    states.filter(({ state }) => state.states.length > 0 && state !== region).map(({ state }) => [state.path, rectOf(state.path)]),
  );
  const pathOf = (key: string, v: string, w: string, from: string, target: string, words: readonly string[], title: string): DrawnPath => {
    const { points = [], x, y } = graph.edge({ v, w, name: key }) as Label;
    const left = cutFrom(points, borders.get(from));
    const cut = cutFrom(left.toReversed(), borders.get(target)).toReversed();
    const isWhole = cut.length === points.length;
    const at = isRoomy && isWhole && x !== undefined && y !== undefined ? { x, y } : alongTo(cut, isRoomy ? 0.5 : 0.7);
    return { key, from, points: cut, words, at: words.length > 0 ? at : undefined, title };
  };
  const begin = ({ path, initial }: DrawnState): DrawnPath[] =>
    initial === undefined
      ? []
      : [pathOf(pathKey(path, ''), headOf(path), leafOf.get(initial) as string, '', initial, [], `${path} begins in ${initial}`)];
  const paths = [
    ...states.flatMap(({ state }) => begin(state)),
    ...[...groups].map(([key, group]) => {
      const [{ from, target }] = group as [DrawnArrow];
      const title = group.map(({ label }) => label).join('\n');
      return pathOf(key, exitOf.get(from) as string, leafOf.get(target) as string, from, target, wordsOf(group), title);
    }),
  ];
  const inner = states.slice(1).map(({ state: { path, name, lines, states: within }, depth }): Box => {
    return { path, name, lines, depth, ...rectOf(path), ...(within.length > 0 ? { head: rectOf(headOf(path)) } : {}) };
  });
  const head = rectOf(headOf(region.path));
  const whole = around([head, ...inner, ...paths.flatMap(({ points, at, words }) => [...points, ...(at ? [{ ...at, ...sizeOf(words) }] : [])])]);
  const { path, name, lines } = region;
  return {
    left: whole.x - whole.width / 2,
    top: whole.y - whole.height / 2,
    width: whole.width,
    height: whole.height,
    isRoomy,
    boxes: [{ path, name, lines, depth: 0, ...whole, head }, ...inner],
    paths,
  };
}

const MARGIN_PX = 12;

/** The rectangle around all of these, with a margin. */
function around(things: readonly (Point & { readonly width?: number; readonly height?: number })[]): Rect {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, y, width = 0, height = 0 } of things) {
    left = Math.min(left, x - width / 2);
    top = Math.min(top, y - height / 2);
    right = Math.max(right, x + width / 2);
    bottom = Math.max(bottom, y + height / 2);
  }
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left + 2 * MARGIN_PX, height: bottom - top + 2 * MARGIN_PX };
}

/** What stands beside an arrow: events and guards; what is done stands in its title. */
function wordsOf(group: readonly DrawnArrow[]): string[] {
  return [...new Set(group.flatMap(({ label }) => (label.split(' / ')[0] ?? '').split(/ (?=\[)/)))].filter(
    (line) => line !== '' && !line.startsWith('/'),
  );
}

/** Without what lies within the border at which the line begins. */
function cutFrom(points: readonly Point[], border: Rect | undefined): readonly Point[] {
  if (!border) return points;
  const isIn = ({ x, y }: Point) => Math.abs(x - border.x) <= border.width / 2 && Math.abs(y - border.y) <= border.height / 2;
  const out = points.findIndex((point) => !isIn(point));
  if (out < 1) return points;
  let [inside, outside] = [points[out - 1] as Point, points[out] as Point];
  for (let halving = 0; halving < 20; halving++) {
    const middle = { x: (inside.x + outside.x) / 2, y: (inside.y + outside.y) / 2 };
    if (isIn(middle)) inside = middle;
    else outside = middle;
  }
  return [inside, ...points.slice(out)];
}

/** The paths with the words of those that are told moved down where they would lie over others. */
export function spread(paths: readonly DrawnPath[], isTold: (path: DrawnPath) => boolean): DrawnPath[] {
  const taken: Rect[] = [];
  const overlaps = (one: Rect, other: Rect) =>
    2 * Math.abs(one.x - other.x) < one.width + other.width && 2 * Math.abs(one.y - other.y) < one.height + other.height;
  return paths.map((path) => {
    if (!path.at || !isTold(path)) return path;
    const { x } = path.at;
    let { y } = path.at;
    const size = sizeOf(path.words);
    for (let other = taken.find((each) => overlaps({ x, y, ...size }, each)); other; other = taken.find((each) => overlaps({ x, y, ...size }, each)))
      y = other.y + (other.height + size.height) / 2;
    taken.push({ x, y, ...size });
    return { ...path, at: { x, y } };
  });
}

/** A share of the way along a line. */
function alongTo(points: readonly Point[], share: number): Point | undefined {
  const lengths = points.slice(1).map(({ x, y }, index) => Math.hypot(x - (points[index] as Point).x, y - (points[index] as Point).y));
  let left = lengths.reduce((sum, length) => sum + length, 0) * share;
  for (const [index, length] of lengths.entries()) {
    const [from, to] = [points[index] as Point, points[index + 1] as Point];
    if (left <= length) return { x: from.x + ((to.x - from.x) * left) / (length || 1), y: from.y + ((to.y - from.y) * left) / (length || 1) };
    left -= length;
  }
  return points[0];
}

/** A smooth line through what lies between its points, as the `d` of a path. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 }));
  if (!first) return '';
  const steps = rest.map((point, index) => {
    const next = rest[index + 1];
    return next ? `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}` : `L${point.x} ${point.y}`;
  });
  return `M${first.x} ${first.y}${steps.join('')}`;
}
