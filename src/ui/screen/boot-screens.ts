/** The screens from power-good to a recorder that is ready, of a reset that is going on, and of faults. */
import type { Us } from '../../units.ts';
import type { Language, Part, Screen, Tone, Words } from './model.ts';
import { dataWords, type StringKey, type Values, wordsOf } from './strings.ts';

/** What these screens depend on: the boot region of the statechart and a few facts beside it. */
export interface BootView {
  readonly language: Language;
  readonly boot: string;
  readonly hold: string;
  readonly brand: string;
  readonly model: string;
  readonly hasResetButton: boolean;
  /** How long the present boot state has lasted. */
  readonly elapsedUs: Us;
  readonly initDurationUs: Us;
  /** Of a reset that is going on: blocks erased so far, blocks to erase, and whether an earlier power-up began it. */
  readonly erased: number;
  readonly eraseBlocks: number;
  readonly isResumed: boolean;
  /** Nobody knows whether a reset was going on. */
  readonly isJournalDamaged: boolean;
}

const TITLES: Readonly<Record<string, StringKey>> = {
  starting: 'title.starting',
  initialising: 'title.initialising',
  'awaiting-release': 'title.held',
  locked: 'title.locked',
  defaulting: 'title.factory-default',
  'clearing-password': 'title.clearing-password',
  'reset-failed': 'title.storage-fault',
  restarting: 'title.restarting',
};

/** The title alone: it changes only with the state, so it can be traced without drawing the screen. `undefined` where the menus have the screen. */
export function bootTitle(boot: string, language: Language): Words | undefined {
  const key = TITLES[boot] ?? TITLES[boot.slice(0, boot.indexOf('.'))];
  return key && wordsOf(key, language);
}

export function bootScreen(view: BootView): Screen {
  const title = bootTitle(view.boot, view.language) ?? dataWords('');
  return { id: `boot.${view.boot}`, title, parts: [...partsOf(view), ...faultsOf(view)] };
}

function partsOf(view: BootView): readonly Part[] {
  const line = (key: StringKey, tone: Tone = 'plain', values: Values = {}): Part => ({
    kind: 'text',
    words: wordsOf(key, view.language, values),
    tone,
  });
  const brand: Part = { kind: 'text', words: dataWords(view.brand), tone: 'strong' };
  const model: Part = { kind: 'text', words: dataWords(view.model), tone: 'plain' };
  switch (view.boot) {
    case 'starting':
      return [brand];
    case 'initialising':
      return [brand, model, line('boot.initialising'), { kind: 'progress', done: Math.min(1, view.elapsedUs / view.initDurationUs) }];
    case 'awaiting-release':
      return [brand, model, line('boot.held'), line('boot.release')];
    case 'locked':
      return [line('locked.why'), line(view.hasResetButton ? 'locked.remedy' : 'locked.no-button')];
    case 'reset-failed.unchanged':
      return [line('failed.unchanged')];
    case 'reset-failed.unfinished':
      return [line('failed.unfinished')];
    case 'restarting':
      return [line('restarting.now')];
    default:
      return resetParts(view, line);
  }
}

/** What a reset that is going on shows. */
function resetParts(
  { boot, erased, eraseBlocks, isResumed }: BootView,
  line: (key: StringKey, tone?: Tone, values?: Values) => Part,
): readonly Part[] {
  const [process, step] = boot.split('.');
  const isAll = process === 'defaulting';
  const steps: Readonly<Record<string, readonly [doing: StringKey, done: number]>> = {
    requesting: ['reset.requesting', 0],
    erasing: ['reset.erasing', (0.1 * eraseBlocks + 0.7 * erased) / eraseBlocks],
    restoring: [isAll ? 'reset.writing' : 'reset.keeping', 0.8],
    finishing: ['reset.finishing', 0.95],
  };
  const [doing, done] = steps[step ?? ''] ?? [];
  if (doing === undefined || done === undefined) return [];
  const head = isAll ? [line('reset.restoring'), line(isResumed ? 'reset.resumed' : 'reset.recordings')] : [line('reset.clearing')];
  const resumed = !isAll && isResumed ? [line('reset.resumed')] : [];
  return [...head, ...resumed, line(doing, 'plain', { erased, blocks: eraseBlocks }), line('reset.stay-on'), { kind: 'progress', done }];
}

/** Faults stand on every screen until they are gone. */
export function faultsOf({ hold, isJournalDamaged, language }: Pick<BootView, 'hold' | 'isJournalDamaged' | 'language'>): readonly Part[] {
  const keys: StringKey[] = [];
  if (hold === 'stuck' || hold === 'not-released-since-fault') keys.push('fault.stuck');
  if (isJournalDamaged) keys.push('fault.journal');
  return keys.map((key): Part => ({ kind: 'text', words: wordsOf(key, language), tone: 'fault' }));
}
