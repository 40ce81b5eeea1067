/** `recsim board show`: every value of a board with where it comes from, the phases of a hold as a timeline, the pins. */
import { type Board, type HoldPhase, holdPhases, pwmText } from '../../board.ts';
import { type BoardFile, type Fault, loadBoard, type Provenance } from '../../board-file.ts';
import { PARAMETERS, type Parameter, type ParameterName } from '../../board-parameters.ts';
import { unwrap } from '../../errors.ts';
import { wiringText } from '../../rig/wiring-text.ts';
import { formatDuration, parseDuration, type Us } from '../../units.ts';
import { columns, createStyle, type Style, wrap } from '../text.ts';

export interface ShowOptions {
  readonly json?: true;
  readonly wiring?: true;
  readonly ascii?: true;
}

export function showBoard(nameOrPath: string, { json, wiring, ascii }: ShowOptions): void {
  const file = unwrap(loadBoard(nameOrPath));
  const text =
    wiring && !json ? drawn(file, ascii) : json ? JSON.stringify(boardAsJson(file), null, 2) : boardAsText(file, createStyle(process.stdout));
  process.stdout.write(`${text}\n`);
}

function drawn({ board }: BoardFile, ascii: true | undefined): string {
  const lines = wiringText(board, { ascii });
  return lines.length > 0 ? lines.join('\n') : NO_PINS;
}

function boardAsJson({ file, board, provenance, fault }: BoardFile) {
  return {
    name: board.name,
    title: board.title,
    file,
    procedure: board.procedure,
    parameters: provenance.map((entry) => ({
      name: entry.name,
      value: entry.value ?? null,
      unit: unitOf(entry),
      ...(PARAMETERS[entry.name].kind === 'duration' ? { us: usOf(entry) } : {}),
      default: defaultOf(entry) ?? null,
      isDefault: isDefault(entry),
      given: entry.given,
      ...entry.basis,
      meaning: PARAMETERS[entry.name].meaning,
    })),
    // The last phase ends at stuckAfter.
    phases: board.hasResetButton ? holdPhases(board) : [],
    pins: board.pins,
    ...(fault ? { fault: fault.written } : {}),
  };
}

function boardAsText({ file, board, provenance, fault }: BoardFile, style: Style): string {
  const used = provenance.filter(isUsed);
  const assumed = used.filter((entry) => 'assumed' in entry.basis).length;
  const lines = [
    style('bold', `${board.name}: ${board.title}`),
    style('dim', file),
    '',
    ...wrap(board.procedure, 96),
    '',
    ...(fault ? faultText(fault, board, style) : []),
    ...(board.hasResetButton ? timeline(board) : ['No reset button: only the menus restore factory defaults.']),
    '',
    style('bold', 'Parameters'),
    ...parameterTable(used, style),
    '',
    `${assumed} of ${used.length} values are assumed: no source gives them, they are our choice.`,
    '',
    ...pinTable(board, style),
  ];
  return lines.join('\n');
}

/** `stages` takes the place of holdMin and holdMax; only what is in force is shown. */
function isUsed(entry: Provenance, _index: number, all: readonly Provenance[]): boolean {
  const staged = all.some(({ name, given }) => name === 'stages' && given);
  return entry.name === 'stages' ? staged : !(staged && (entry.name === 'holdMin' || entry.name === 'holdMax'));
}

/** What is wrong with the firmware, and what it was made for. */
function faultText({ symptom, bug, basis, breaks, written }: Fault, board: Board, style: Style): string[] {
  const believes = Object.entries((written['believes'] ?? {}) as Readonly<Record<ParameterName, { readonly value: unknown }>>);
  const rows = believes.map(([name, { value }]) => ['', name, typeof value === 'string' ? value : JSON.stringify(value)]);
  return [
    style('bold', 'Its firmware is faulty'),
    ...wrap(bug, 96),
    '',
    ...wrap(`Seen by its people: ${symptom}`, 96),
    ...wrap('assumed' in basis ? `Assumed: ${basis.assumed}` : `Source: ${basis.source}`, 96),
    `It breaks: ${breaks}`,
    ...(rows.length > 0 ? ['It was made for:', ...columns(rows)] : []),
    ...(rows.length > 0 && board.hasResetButton ? ['', 'What is promised:'] : ['']),
  ];
}

function parameterTable(entries: readonly Provenance[], style: Style): string[] {
  const rows = entries.map((entry) => {
    const [origin, why] = 'assumed' in entry.basis ? ['ASSUMED', entry.basis.assumed] : ['source', entry.basis.source];
    return ['', entry.name, valueText(entry.name, entry.value), isDefault(entry) ? 'same' : valueText(entry.name, defaultOf(entry)), origin, why];
  });
  const [head = '', ...lines] = columns([['', 'NAME', 'VALUE', 'DEFAULT', 'BASIS', 'FROM WHERE, OR WHY'], ...rows]);
  return [head, ...lines.map((line) => markAssumed(line, style))];
}

function valueText(name: ParameterName, value: unknown): string {
  if (value === undefined) return 'none';
  if (name === 'stages') return `${(value as unknown[]).length}, see above`;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

const defaultOf = ({ name }: Provenance): unknown => PARAMETERS[name].default;
const isDefault = (entry: Provenance) => JSON.stringify(entry.value) === JSON.stringify(defaultOf(entry));

function unitOf({ name, value }: Provenance): string | null {
  const { kind }: Parameter = PARAMETERS[name];
  if (kind === 'count') return name === 'flashEraseSize' ? 'byte' : '1';
  return kind === 'duration' || kind === 'volts' ? String(value).replace(/^[^a-zµ]*/i, '') : null;
}

function usOf({ value }: Provenance): Us | null {
  const parsed = parseDuration(String(value));
  return parsed.ok ? parsed.value : null;
}

/**
 * The phases of a hold, not to scale:
 *   0 s      20 s       >30 s        60 s
 *   |--------|==========|------------|xxxxx
 *   short    reset      over-held    stuck
 */
export function timeline(board: Board): string[] {
  const phases = holdPhases(board);
  const decides = board.decideAt === 'release' ? 'judged at the release' : 'judged as soon as it is long enough, the button still down';
  const atThreshold = board.decideAt === 'threshold' ? phases.findIndex((phase) => phase.action !== 'none') : -1;
  const reached = atThreshold < 0 ? phases : phases.slice(0, atThreshold + 1);
  const cells = reached.map((phase, index) => ({
    from: index > 0 && startsAfter(board, phase) ? `>${formatDuration(phase.fromUs - 1)}` : formatDuration(phase.fromUs),
    fill: phase.action === 'none' ? '-' : '=',
    verdict: phase.verdict,
    led: phase.led ?? '',
  }));
  if (atThreshold < 0) cells.push({ from: formatDuration(board.stuckAfterUs), fill: 'x', verdict: 'stuck', led: '' });
  const widths = cells.map(({ from, verdict, led }) => Math.max(from.length, verdict.length, led.length) + 4);
  const draw = (cell: (index: number) => string, fill = () => ' ') =>
    `  ${widths.map((width, index) => cell(index).padEnd(width, fill.call(undefined))).join('')}`.trimEnd();
  const at = (index: number) => cells[index] as (typeof cells)[number];
  const hasLed = cells.some(({ led }) => led !== '');
  return [
    `A hold, counted from ${countedFrom(board)}, ${decides}:`,
    draw((index) => at(index).from),
    draw((index) => `|${at(index).fill.repeat((widths[index] ?? 1) - 1)}`),
    draw((index) => at(index).verdict),
    ...(hasLed ? [`${draw((index) => at(index).led || '.')}   (LED)`] : []),
  ];
}

function countedFrom(board: Board): string {
  if (!board.armOn.includes('press')) return 'the first sample';
  return board.armOn.length > 1 ? 'the first sample or from a press' : 'a press';
}

/** Both ends of a stage are inside, so what follows begins just after it. */
const startsAfter = (board: Board, phase: HoldPhase) => board.stages.some((stage) => stage.toUs + 1 === phase.fromUs);

function pinTable(board: Board, style: Style): string[] {
  const pins = Object.entries(board.pins);
  if (pins.length === 0) return [NO_PINS];
  const rows = pins.map(([part, { line, header, bias, pwm, note, source, assumed }]) => [
    '',
    part,
    line,
    header === undefined ? '' : `pin ${header}`,
    pwm ? pwmText(pwm) : (bias ?? ''),
    source === undefined ? 'ASSUMED' : 'source',
    [note, source ?? assumed].filter((text) => text !== undefined).join('; '),
  ]);
  return [style('bold', 'Pins'), ...columns(rows).map((line) => markAssumed(line, style))];
}

const NO_PINS = 'Pins: none; this board is simulated only (pi-4 is wired).';

/** After the columns are laid out: colours take no width. */
const markAssumed = (line: string, style: Style) => line.replace('  ASSUMED  ', `  ${style('yellow', 'ASSUMED')}  `);
