/** The power cuts of `recsim explore`: every story on the flash of a board, cut at every operation, and what was found told by property. */
import path from 'node:path';
import { type BoardFile, referenceTo } from '../../board-file.ts';
import { fail, ok, type Result, unwrap } from '../../errors.ts';
import { cutTasksOf, flashToCut, storiesOn } from '../../explore/power-cuts/board-cuts.ts';
import { formatCuts, parseCuts } from '../../explore/power-cuts/cuts.ts';
import { type Exploration, exploreInSteps, type Failure, replay } from '../../explore/power-cuts/explore.ts';
import { brokenBy, CUT_PROPERTIES, type CutProperty } from '../../explore/power-cuts/properties.ts';
import type { Story } from '../../explore/power-cuts/story.ts';
import { flashGeometry } from '../../hal/nor/board-flash.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { wallMs } from '../../hal/wall-time.ts';
import { storageOf } from '../../storage/variant.ts';
import { columns, type Style } from '../text.ts';
import { count, perSecond, propertyLines } from './lines.ts';
import type { Outing } from './outing.ts';
import { saveCut } from './save-cut.ts';

export interface CutExample {
  readonly property: CutProperty;
  readonly failure: Failure;
  /** Arguments of recsim that show it again. */
  readonly again: string;
  /** The scenario that goes this way, or the flash as the cuts left it. */
  readonly file: string | undefined;
}

export interface CutSearch {
  /** The flash that was cut. */
  readonly geometry: FlashGeometry;
  readonly explorations: readonly Exploration[];
  readonly examples: readonly CutExample[];
  readonly isExhausted: boolean;
  readonly wallMs: number;
}

/** `only`: one story. Throws a ProblemError where there is no such story. */
export async function searchCuts(outing: Outing, file: BoardFile, only: string | undefined): Promise<CutSearch> {
  const { maxStates = Number.POSITIVE_INFINITY } = outing;
  const { board } = file;
  const startMs = wallMs();
  const geometry = flashToCut(flashGeometry(board));
  const stories = unwrap(storiesOn(geometry));
  const chosen = only === undefined ? stories : [unwrap(storyNamed(stories, only))];
  const explorations: Exploration[] = [];
  let states = 0;
  const storage = storageOf(board);
  for (const { story, options } of cutTasksOf(chosen)) {
    if (outing.isOver || states >= maxStates) break;
    const found = await outing.lead(exploreInSteps(story, { ...options, storage, maxStates: maxStates - states }), (more) => {
      const soFar = states + more;
      return `${board.name}, power cuts: ${soFar} states, ${story.name}, ${perSecond(soFar, wallMs() - startMs)} a second`;
    });
    states += found.states;
    explorations.push(found);
  }
  const isExhausted = explorations.length === 2 * chosen.length && explorations.every(({ isWhole }) => isWhole);
  const examples = await examplesOf(file, stories, explorations, outing.folder);
  return { geometry, explorations, examples, isExhausted, wallMs: wallMs() - startMs };
}

/** Of each property the failure with the fewest cuts. */
async function examplesOf(
  file: BoardFile,
  stories: readonly Story[],
  explorations: readonly Exploration[],
  saveTo: string | undefined,
): Promise<CutExample[]> {
  const first = new Map<CutProperty, Failure>();
  for (const { failures } of explorations)
    for (const failure of failures) {
      const property = brokenBy(failure);
      const known = first.get(property);
      if (!known || failure.cuts.length < known.cuts.length) first.set(property, failure);
    }
  const examples: CutExample[] = [];
  for (const property of CUT_PROPERTIES) {
    const failure = first.get(property);
    if (!failure) continue;
    const cuts = failure.cuts.length === 0 ? '' : ` --cuts ${formatCuts(failure.cuts)}`;
    const again = `explore --board ${quoted(referenceTo(file.file))} --power-cuts --story "${failure.story}"${cuts}`;
    const story = stories.find(({ name }) => name === failure.story) as Story;
    const base = saveTo === undefined ? undefined : path.join(saveTo, `${file.board.name}-cut-${examples.length + 1}`);
    const saved = base === undefined ? undefined : await saveCut(base, file, story, failure, property);
    examples.push({ property, failure, again, file: saved });
  }
  return examples;
}

/** For a shell. */
const quoted = (word: string) => (/^[\w./-]+$/.test(word) ? word : `'${word}'`);

function storyNamed(stories: readonly Story[], name: string): Result<Story> {
  const story = stories.find((each) => each.name === name);
  if (story) return ok(story);
  return fail({
    code: 'usage',
    message: `--story ${JSON.stringify(name)}: there is no such story`,
    remedy: `Write one of: ${stories.map((each) => each.name).join('; ')}`,
  });
}

/** One list of cuts, and what comes of it. Throws a ProblemError where it makes no sense. */
export function replayCuts({ board }: BoardFile, name: string, written: string): { readonly text: string; readonly failure: Failure | undefined } {
  const story = unwrap(storyNamed(unwrap(storiesOn(flashToCut(flashGeometry(board)))), name));
  const cuts = unwrap(parseCuts(written));
  try {
    const { description, failure } = replay(story, cuts, storageOf(board));
    if (!failure) return { text: `${board.name}, ${name}: ${description}: nothing is wrong`, failure };
    return { text: [`${board.name}: ${brokenBy(failure).name}`, ...failureAsText(failure)].join('\n'), failure };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unwrap(fail({ code: 'usage', message: `--cuts ${written}: ${error.message}`, remedy: 'Count the operations of each life from its boot' }));
  }
}

const MOMENTS = { boot: 'at the next boot', recovered: 'after the recovery', finished: 'when the work was done once more' } as const;

/** The story, its cuts, and what was found. */
export function failureAsText({ story, words, moment, text }: Failure): string[] {
  const cuts = words.length === 0 ? ['no cut at all'] : words.map((cut, index) => `${index === 0 ? 'power is cut' : 'and then'} ${cut}`);
  return [`      ${story}`, ...cuts.map((cut) => `        ${cut}`), `      ${MOMENTS[moment]}: ${text}`];
}

export function cutsAsText(
  { geometry: { size, eraseSize, writeSize }, explorations, examples, isExhausted, wallMs: ms }: CutSearch,
  style: Style,
): string[] {
  const sum = (depth: number, pick: (exploration: Exploration) => number) =>
    explorations.filter((each) => each.depth === depth).reduce((total, each) => total + pick(each), 0);
  const rows = [1, 2].map((depth) => [
    `  ${depth === 1 ? 'one power cut' : 'two power cuts'}`,
    `${explorations.filter((each) => each.depth === depth).length} stories`,
    `${count(sum(depth, ({ operations }) => operations))} flash operations`,
    `${count(sum(depth, ({ lists }) => lists))} cuts`,
    `${count(sum(depth, ({ states }) => states))} boots judged`,
    depth === 1 ? 'every way' : 'long records torn in a few places',
  ]);
  const whyOf = (property: CutProperty) => {
    const example = examples.find((each) => each.property === property);
    if (!example) return undefined;
    const { failure, again, file } = example;
    return [
      `      ${property.because}`,
      ...failureAsText(failure),
      `      recsim ${again}`,
      ...(file === undefined ? [] : [`      recsim ${file.endsWith('.yaml') ? 'test' : 'flash show'} ${file}`]),
    ];
  };
  const lines = propertyLines(CUT_PROPERTIES, whyOf, isExhausted, style);
  const end = isExhausted ? 'every one was looked at' : style('yellow', 'not all were looked at: nothing is shown but what was found');
  const flash = `${size / eraseSize} blocks of ${eraseSize} bytes, written by ${writeSize}`;
  return [`  power cuts, on a flash of ${flash}`, ...columns(rows), `  ${(ms / 1_000).toFixed(2)} s, ${end}`, ...lines];
}

export const cutsAsJson = ({ geometry, explorations, examples, isExhausted, wallMs: ms }: CutSearch) => ({
  flash: geometry,
  properties: CUT_PROPERTIES.map(({ name }) => name),
  isExhausted,
  wallMs: Math.round(ms),
  stories: explorations.map(({ story, depth, operations, lists, states, failed, isWhole }) => ({
    story,
    cuts: depth,
    operations,
    lists,
    states,
    failed,
    isWhole,
  })),
  broken: examples.map(({ property, failure, again, file }) => ({
    property: property.name,
    because: property.because,
    story: failure.story,
    cuts: failure.cuts,
    words: failure.words,
    found: { moment: failure.moment, kind: failure.kind, text: failure.text },
    again: `recsim ${again}`,
    file: file ?? null,
  })),
});
