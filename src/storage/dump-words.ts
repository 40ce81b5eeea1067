/** A flash in words for people: what a boot would make of it, what its records are and say. Of secrets no more than that there are some (record-value.ts). */
import { formatDuration } from '../units.ts';
import { type Attempts, UNTIL_RENEWED } from './attempts.ts';
import type { BootFault, BootForecast } from './boot-forecast.ts';
import type { RecordDump } from './dump.ts';
import type { RecordValue } from './record-value.ts';

/** What a boot does; goes on after "A boot ". */
export function bootWords({ outcome, reset, lockedBecause }: BootForecast): string {
  if (reset) {
    const what = reset.scope === 'all' ? 'factory reset' : 'password reset';
    if (reset.onlyLastStep) return `finishes a ${what}: only its last step is missing`;
    return `goes on with a ${what}: ${reset.erased} of ${reset.of} blocks erased`;
  }
  if (outcome === 'login') return 'ends at the login';
  if (outcome === 'wizard') return 'ends at the set-up wizard: no password is set';
  if (lockedBecause === 'nothing-stored') return 'locks the recorder: the flash is blank';
  return `locks the recorder: the login data is ${lockedBecause === 'login-data-missing' ? 'missing' : 'damaged'}`;
}

/** What else there is to say of a boot, as sentences. */
export const bootNotes = ({ faults, willMend }: BootForecast): readonly string[] => [
  ...faults.map((fault) => FAULTS[fault]),
  ...(willMend ? [MENDS] : []),
];

const FAULTS: Readonly<Record<BootFault, string>> = {
  'button-stuck': 'The reset button was stuck: a hold counts again only after a release was seen.',
  'reset-journal-damaged': 'The reset journal is damaged: whether a reset was under way is not known, and nothing is erased.',
  'identity-lost': 'The identity of the recorder, its serial number and key, is lost.',
  'recordings-mark-lost': 'The mark that names the recordings is lost.',
  'attempts-damaged': 'The counts of wrong guesses are damaged: the next guess locks its way in.',
};
const MENDS = 'Something is amiss that can still be read (a flipped bit, or a block not retired): the boot mends it.';

const LEAST_RUN = 4;

/** How many records from here on are one row to people: of a type that is written again and again, those that nobody looks for. */
export function alikeFrom(records: readonly RecordDump[], at: number): number {
  const { type, state } = records[at] as RecordDump;
  let end = at + 1;
  if (state === 'superseded') while (records[end]?.type === type && records[end]?.state === state) end++;
  return end - at >= LEAST_RUN ? end - at : 1;
}

/** `journal-copy`; `type 77` for one that this version does not know. */
export function recordName({ name, type }: RecordDump): string {
  if (name !== undefined) return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return type === undefined ? 'unknown' : `type ${type}`;
}

/** What a record says, and whether it counts. */
export function recordWords(record: RecordDump): string {
  const { state, name, type, value, isLatest, isWorn } = record;
  if (state === 'torn') return 'interrupted by a power cut; passed over';
  if (state === 'damaged') {
    if (type === undefined) return 'its type is lost, and with it all of this log';
    return isLatest ? 'does not check: this is lost' : 'does not check; a later one counts';
  }
  const says = value ? valueText(value) : name === undefined ? 'of another version of recsim' : `does not say what ${recordName(record)} says`;
  return isWorn ? `${says} (a bit of it is weak or wrong)` : says;
}

function valueText(value: RecordValue): string {
  switch (value.kind) {
    case 'login-data': {
      if (!value.holds) return 'no password set';
      const { hint, pattern, email, questions } = value.holds;
      const asked = questions === 0 ? '' : questions === 1 ? '1 question' : `${questions} questions`;
      return ['password', hint && 'hint', pattern && 'pattern', asked, email && 'email'].filter(Boolean).join(', ');
    }
    case 'attempts': {
      const routes = Object.entries(value.routes).map(([route, stored]) => `${route} ${attemptsText(stored)}`);
      return routes.join(', ') || 'none';
    }
    case 'identity':
      return `serial ${printable(value.serial)}, ${value.hasKey ? 'key set' : 'no key'}`;
    case 'recordings':
      return printable(value.volume);
    case 'button':
      return value.isStuck ? 'stuck' : 'released';
    case 'challenge':
      if (value.sequence === undefined) return 'void: no security code is accepted';
      return `QR code ${value.sequence}${value.issue > 0 ? `, security code ${value.issue} was sent` : ''}`;
    case 'time':
      return marksText(value.unixMs, value.sequence);
    case 'journal': {
      const { number, scope, stage, erased } = value.entry;
      return `reset ${number} (${scope}): ${stage}${stage === 'erasing' ? `, ${erased} erased` : ''}`;
    }
    case 'lost':
      return 'was damaged when the log moved on: lost';
    default:
      return value satisfies never;
  }
}

function attemptsText(stored: Attempts | 'damaged'): string {
  if (stored === 'damaged') return stored;
  const { failures, lockedUs } = stored;
  if (lockedUs === UNTIL_RENEWED) return 'locked until the QR code is renewed';
  if (lockedUs > 0) return `locked for ${formatDuration(lockedUs)} more`;
  return failures === 0 ? 'no wrong guess' : `${failures} wrong`;
}

/** A mark of 0 is none: the record may be there for the other one. */
function marksText(unixMs: number, sequence: number): string {
  const codes = sequence === 1 ? ['1 QR code so far'] : sequence > 0 ? [`${sequence} QR codes so far`] : [];
  return [unixMs === 0 ? 'no time stored' : timeText(unixMs), ...codes].join(', ');
}

/** The latest time that Date knows; a mark beyond is told as the number it is. */
const LATEST_MS = 8.64e15;

function timeText(unixMs: number): string {
  return Math.abs(unixMs) <= LATEST_MS
    ? new Date(unixMs)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.000Z$|Z$/, ' UTC')
    : `${unixMs} ms since 1970`;
}

const LONGEST = 64;

/** Text from a flash that anybody may have written: no control characters reach the terminal. */
export function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 3)}...` : plain;
}
