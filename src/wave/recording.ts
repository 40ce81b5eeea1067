/**
 * A press as it was recorded: what contact and plug did, edge by edge. It comes from a VCD file, of recsim or of a logic analyser, and is played to a bench
 * at its exact times. What else happened to the recorder (clicks, hangs, cuts of the rail) is not part of it.
 */
import type { Bench } from '../bench/bench.ts';
import { type Board, inverse } from '../board.ts';
import { fail, nearestOf, ok, type Problem, type Result } from '../errors.ts';
import type { Us } from '../units.ts';
import { parseVcd, type Variable, type VcdChange } from './parse-vcd.ts';

/** `contact`: 1 while closed. `power`: 1 while the plug is in. `supply`: volts at the plug, for dips. */
export const ROLES = ['contact', 'power', 'supply'] as const;
export type Role = (typeof ROLES)[number];

/** Where a role is not mapped, the first of these that the file has. */
const DEFAULTS: Readonly<Record<Role, readonly string[]>> = { contact: ['contact'], power: ['plug', 'power'], supply: ['supply'] };

export interface RecordedChange {
  readonly atUs: Us;
  readonly value: number;
}

export interface Recording {
  /** What each role did; the first change is at 0. `power` is missing where `powerAtUs` was given. */
  readonly contact: readonly RecordedChange[];
  readonly power: readonly RecordedChange[];
  readonly supply: readonly RecordedChange[];
  /** Signal of the file that each role was read from. */
  readonly signals: Readonly<Partial<Record<Role, string>>>;
  readonly endUs: Us;
  readonly warnings: readonly string[];
}

export interface ReadingOptions {
  /** Role -> signal of the file, by its name or with its scopes. */
  readonly map?: Readonly<Partial<Record<Role, string>>>;
  /** Roles whose level is the other way round in the file: a contact to ground under a pull-up reads 0 while closed. */
  readonly invert?: readonly Role[];
  /** When the plug goes in, for a file without a signal that says so. */
  readonly powerAtUs?: Us | undefined;
}

/** Reads the recording in the text of a VCD file. Problems say what is wrong, where, and which signals there are. */
export function readRecording(text: string, file: string, { map = {}, invert = [], powerAtUs }: ReadingOptions = {}): Result<Recording> {
  const found: Partial<Record<Role, Variable>> = {};
  const whole = wholeLinesOf(text);
  const parsed = parseVcd(whole, file, (variables) => {
    const problems: Problem[] = [];
    for (const role of ROLES) {
      if (role === 'power' && powerAtUs !== undefined && map.power === undefined) continue;
      const variable = find(role, map[role], variables, file);
      if (variable.ok) found[role] = variable.value;
      else if (role !== 'supply' || map.supply !== undefined) problems.push(...variable.problems);
    }
    return problems.length > 0 ? fail(...problems) : ok(Object.values(found));
  });
  if (!parsed.ok) return parsed;
  const { changes, endUs } = parsed.value;
  const warnings = whole === text ? [] : ['the recording was cut off in the middle of a line, which is left out'];
  const read = (role: Role): RecordedChange[] => {
    const variable = found[role];
    if (!variable) return [];
    return settled(changes.get(variable.code) ?? [], invert.includes(role), (line) =>
      warnings.push(`${variable.path} is not known (x or z) at line ${line} of the file, or later too: taken for what it was before`),
    );
  };
  const power = powerAtUs === undefined || found.power ? read('power') : [{ atUs: powerAtUs, value: 1 }];
  const signals = Object.fromEntries(Object.entries(found).map(([role, { path }]) => [role, path]));
  const recording = { contact: read('contact'), power, supply: read('supply'), signals, endUs: Math.max(endUs, powerAtUs ?? 0), warnings };
  return ok(recording);
}

/** recsim writes whole lines. Where the last one is not, or is nothing but zeros, its writer was stopped, or lost its power. */
function wholeLinesOf(text: string): string {
  return text.startsWith('$version recsim ') ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

function find(role: Role, written: string | undefined, variables: readonly Variable[], file: string): Result<Variable> {
  const names = written === undefined ? DEFAULTS[role] : [written];
  const option = role === 'power' ? '--map power=NAME, or --power-at TIME' : `--map ${role}=NAME`;
  for (const name of names) {
    const matches = variables.filter(({ path, name: last }) => path === name || last === name || path.endsWith(`.${name}`));
    const codes = new Set(matches.map(({ code }) => code));
    const match = matches[0];
    if (!match) continue;
    if (codes.size > 1) {
      const message = `"${name}" is the name of ${codes.size} signals: ${list(matches)}`;
      return fail({ code: 'contradiction', message, place: { file }, remedy: `Write it with its scopes: --map ${role}=${match.path}` });
    }
    const isFit = role === 'supply' ? match.type === 'real' : match.size === 1 && match.type !== 'real' && match.type !== 'string';
    if (isFit) return ok(match);
    const message = `${match.path} is a ${match.type} of ${match.size} bits; ${role} wants ${role === 'supply' ? 'a real, in volts' : 'a wire of 1 bit'}`;
    return fail({ code: 'bad-type', message, place: { file }, remedy: `Name another: ${option}. There are: ${list(variables)}` });
  }
  const what = written === undefined ? `no signal is named ${names.join(' or ')}` : `no signal is named "${written}"`;
  const near = written === undefined ? undefined : nearestOf(written, [...new Set(variables.map(({ name }) => name))]);
  const guess = near === undefined ? '' : `Did you mean "${near}"? `;
  const remedy = variables.length === 0 ? 'The file declares none' : `${guess}Say which it is: ${option}. There are: ${list(variables)}`;
  return fail({ code: 'unknown-name', message: what, place: { file }, remedy });
}

const LISTED_MAX = 24;

function list(variables: readonly Variable[]): string {
  const paths = variables.slice(0, LISTED_MAX).map(({ path }) => path);
  const more = variables.length - paths.length;
  return `${paths.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Levels that are known, each other than the one before; at rest until the first. */
function settled(changes: readonly VcdChange[], isInverted: boolean, onUnknown: (line: number) => void): RecordedChange[] {
  const known: RecordedChange[] = [];
  let last = 0;
  let isTold = false;
  for (const { atUs, value, line } of changes) {
    if (typeof value === 'string') {
      if (!isTold) onUnknown(line);
      isTold = true;
      continue;
    }
    const level = isInverted ? 1 - value : value;
    if (level !== last) known.push({ atUs, value: level });
    last = level;
  }
  return known;
}

/** Plays the recording to a bench from its beginning, and goes on for `afterUs` after its end. */
export function play(bench: Bench, { contact, power, supply, endUs }: Recording, afterUs: Us): void {
  const { board } = bench;
  const moves = [
    ...power.map(({ atUs, value }) => ({ atUs, move: () => (value === 1 ? bench.supply.plugIn() : bench.supply.unplug()) })),
    ...dips(supply, power, board).map(({ atUs, forUs, volts }) => ({ atUs, move: () => bench.supply.dip(forUs, volts) })),
    ...contact.map(({ atUs, value }) => ({
      atUs,
      move: () => bench.hal.resetButton.drive(value === 1 ? board.closedLevel : inverse(board.closedLevel)),
    })),
  ].sort((a, b) => a.atUs - b.atUs);
  for (const { atUs, move } of moves) {
    bench.advanceTo(atUs);
    move();
  }
  bench.advanceTo(endUs + afterUs);
}

interface Dip {
  readonly atUs: Us;
  readonly forUs: Us;
  readonly volts: number;
}

/** Stretches in which the plug is in and the supply is not at what it should be. */
function dips(supply: readonly RecordedChange[], power: readonly RecordedChange[], { supplyVolts }: Board): Dip[] {
  const isIn = (atUs: Us) => power.findLast((change) => change.atUs <= atUs)?.value === 1;
  return supply.flatMap(({ atUs, value }, index) => {
    const next = supply[index + 1];
    return next && value !== supplyVolts && isIn(atUs) ? [{ atUs, forUs: next.atUs - atUs, volts: value }] : [];
  });
}

export interface Hold {
  readonly closedAtUs: Us;
  /** `undefined` where it is still closed at the end. */
  readonly openedAtUs: Us | undefined;
  readonly heldUs: Us;
  /** Edges in all, bounce included. */
  readonly edges: number;
  /** The longest time that the contact was open in between, after it had come to rest; 0 where it never was. */
  readonly longestLiftUs: Us;
}

/** The holds in a recording, bounce taken out as the board does: from the first edge that led to a closed contact, to the last that led to an open one. */
export function holdsIn({ contact, endUs }: Pick<Recording, 'contact' | 'endUs'>, { debounceUs }: Pick<Board, 'debounceUs'>): Hold[] {
  const holds: Hold[] = [];
  let begunAtUs: Us | undefined;
  let closedForGood = false;
  let edges = 0;
  let longestLiftUs = 0;
  // Those since the contact last rested: a part of the release, unless it rests closed again.
  let liftUs = 0;
  contact.forEach(({ atUs, value }, index) => {
    const lastsUs = (contact[index + 1]?.atUs ?? Number.POSITIVE_INFINITY) - atUs;
    const rests = lastsUs >= debounceUs;
    if (value === 1) begunAtUs ??= atUs;
    if (begunAtUs === undefined) return;
    edges++;
    if (value === 1) {
      if (!rests) return;
      closedForGood = true;
      longestLiftUs = Math.max(longestLiftUs, liftUs);
      liftUs = 0;
      return;
    }
    if (!rests) {
      if (closedForGood) liftUs = Math.max(liftUs, lastsUs);
      return;
    }
    if (closedForGood) holds.push({ closedAtUs: begunAtUs, openedAtUs: atUs, heldUs: atUs - begunAtUs, edges, longestLiftUs });
    begunAtUs = undefined;
    closedForGood = false;
    edges = 0;
    longestLiftUs = 0;
    liftUs = 0;
  });
  if (closedForGood && begunAtUs !== undefined)
    holds.push({ closedAtUs: begunAtUs, openedAtUs: undefined, heldUs: endUs - begunAtUs, edges, longestLiftUs });
  return holds;
}
