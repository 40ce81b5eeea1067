/**
 * `recsim flash show`: what a boot would make of a flash, its blocks with a bar of how full they are, its records. For 80 columns. Plain ASCII, so
 * that it reads the same everywhere; colours only where the terminal has them.
 */

import { unwrap } from '../../errors.ts';
import { type Attempts, UNTIL_RENEWED } from '../../storage/attempts.ts';
import { type BootFault, type BootForecast, forecastBoot } from '../../storage/boot-forecast.ts';
import { type BlockDump, dumpFlash, type RecordDump } from '../../storage/dump.ts';
import type { RecordValue } from '../../storage/record-value.ts';
import { formatDuration } from '../../units.ts';
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
    boot: { text: sentenceOf(boot), ...boot, reset: boot.reset ?? null, lockedBecause: boot.lockedBecause ?? null },
    blocks: blocks.map((block) => ({
      ...block,
      sequence: block.sequence ?? null,
      erased: eraseCounts?.[block.index] ?? null,
      records: block.records.map((record) => ({
        ...record,
        type: record.type ?? null,
        name: record.name === undefined ? null : shownName(record),
        value: record.value ?? null,
      })),
    })),
  };
}

function asText(source: FlashSource, blocks: readonly BlockDump[], boot: BootForecast, all: boolean, style: Style): string[] {
  const { flash, board, file, eraseCounts } = source;
  const size = `${blocks.length} blocks of ${flash.eraseSize} bytes, written by ${flash.writeSize}`;
  const notes = [...boot.faults.map((fault) => FAULTS[fault]), ...(boot.willMend ? [MENDS] : [])];
  const shown = blocks.filter(({ state, records }) => state === 'current' || (all && records.length > 0));
  const hidden = blocks.filter(({ state }) => state !== 'current').reduce((sum, { records }) => sum + records.length, 0);
  return [
    style('bold', file),
    ...wrap(`Board ${printable(board)}: ${size}.`, WIDTH),
    '',
    style(boot.outcome === 'locked' ? 'red' : boot.outcome === 'resumes' ? 'yellow' : 'green', `A boot ${sentenceOf(boot)}.`),
    ...notes.flatMap((note) => wrap(note, WIDTH - 4).map((line, index) => `  ${index === 0 ? '-' : ' '} ${line}`)),
    '',
    ...blockTable(blocks, eraseCounts, flash.eraseSize, style),
    ...shown.flatMap((block) => ['', ...recordTable(block, all, style)]),
    ...(hidden > 0 && !all ? ['', `${hidden === 1 ? 'One record' : `${hidden} records`} in blocks no longer in use: --all shows them.`] : []),
  ];
}

/** Goes on after "A boot ". */
function sentenceOf({ outcome, reset, lockedBecause }: BootForecast): string {
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

const FAULTS: Readonly<Record<BootFault, string>> = {
  'button-stuck': 'The reset button was stuck: a hold counts again only after a release was seen.',
  'reset-journal-damaged': 'The reset journal is damaged: whether a reset was under way is not known, and nothing is erased.',
  'identity-lost': 'The identity of the recorder, its serial number and key, is lost.',
  'recordings-mark-lost': 'The mark that names the recordings is lost.',
  'attempts-damaged': 'The counts of wrong guesses are damaged: the next guess locks its way in.',
};
const MENDS = 'Something is amiss that can still be read (a flipped bit, or a block not retired): the boot mends it.';

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
    const run = all ? 1 : runFrom(records, at);
    const first = records[at] as RecordDump;
    const length = records.slice(at, at + run).reduce((sum, record) => sum + record.length, 0);
    const value = run === 1 ? textOf(first) : `${run} records like this; --all shows them`;
    rows.push([[hex(first.offset), String(length), first.state, shownName(first)], value]);
    at += run;
  }
  const [line = ''] = columns([heads, ...rows.map(([cells]) => [...cells, ''])]);
  const width = WIDTH - line.indexOf('VALUE');
  const parts = rows.flatMap(([cells, value]) => wrap(value, width).map((text, part) => [...(part === 0 ? cells : ['', '', '', '']), text]));
  const [head = '', ...lines] = columns([heads, ...parts]);
  return [title, head, ...lines.map((row) => paint(row, style))];
}

const LEAST_RUN = 4;

/** How many records from here on are one row: of a type that is written again and again, those that nobody looks for. */
function runFrom(records: readonly RecordDump[], at: number): number {
  const { type, state } = records[at] as RecordDump;
  let end = at + 1;
  if (state === 'superseded') while (records[end]?.type === type && records[end]?.state === state) end++;
  return end - at >= LEAST_RUN ? end - at : 1;
}

/** `journal-copy`; `type 77` for one that this version does not know. */
function shownName({ name, type }: RecordDump): string {
  if (name !== undefined) return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return type === undefined ? 'unknown' : `type ${type}`;
}

function textOf(record: RecordDump): string {
  const { state, name, type, value, isLatest, isWorn } = record;
  if (state === 'torn') return 'interrupted by a power cut; passed over';
  if (state === 'damaged') {
    if (type === undefined) return 'its type is lost, and with it all of this log';
    return isLatest ? 'does not check: this is lost' : 'does not check; a later one counts';
  }
  const says = value ? valueText(value) : name === undefined ? 'of another version of recsim' : `does not say what ${shownName(record)} says`;
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
function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 3)}...` : plain;
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
