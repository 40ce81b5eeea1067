/**
 * Reads Value Change Dumps (IEEE 1364-2005, clause 18) as simulators and logic analysers write them: strictly, with the line of what is wrong, and within
 * limits. Only the changes of the variables that are asked for are kept. Not read: extended VCD (ports with strengths).
 */
import { fail, ok, type Problem, type Result } from '../errors.ts';
import type { Us } from '../units.ts';

/** The largest file that is read, in bytes. */
export const VCD_BYTES_MAX = 256_000_000;
const VARIABLES_MAX = 10_000;
const SCOPES_MAX = 64;
const CHANGES_MAX = 1_000_000;
/** As long as a scenario may last. */
const LONGEST_US = 720 * 3_600_000_000;

export interface Variable {
  /** With its scopes: `libsigrok.D0`. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  /** In bits. */
  readonly size: number;
  /** What stands for it in the file; variables may share one. */
  readonly code: string;
}

export interface VcdChange {
  readonly atUs: Us;
  /** A number for a real, for a bit 0 or 1; `x` (unknown) and `z` (not driven) as they stand. */
  readonly value: number | 'x' | 'z';
  readonly line: number;
}

export interface Vcd {
  /** Code of a variable that was asked for -> what it did, in order. */
  readonly changes: ReadonlyMap<string, readonly VcdChange[]>;
  /** The last time in the file. */
  readonly endUs: Us;
}

/** Chooses from the variables of a file those whose changes are wanted: bits or reals. */
export type Choose = (variables: readonly Variable[]) => Result<readonly Variable[]>;

/** Times are rounded to the microsecond. Problems carry the line of the file. */
export function parseVcd(text: string, file: string, choose: Choose): Result<Vcd> {
  try {
    const parser = new Parser(text, file);
    const variables = parser.header();
    const chosen = choose(variables);
    return chosen.ok ? ok(parser.body(variables, chosen.value)) : chosen;
  } catch (error) {
    if (error instanceof Refusal) return fail(error.problem);
    throw error;
  }
}

class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A unit is 10 to this power of a microsecond. */
const DIGITS: Readonly<Record<string, number>> = { s: 6, ms: 3, us: 0, ns: -3, ps: -6, fs: -9 };

class Parser {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  /** Of the latest token. */
  #tokenLine = 1;
  /** A unit of the file is `multiple` times 10 to the power of `digits` microseconds. */
  #digits: number | undefined;
  #multiple = 1;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    // sigrok-cli 0.7 puts a line of its own before what it converts.
    const before = /^(?:META [^\n]*\n)*/.exec(text)?.[0] ?? '';
    this.#at = before.length;
    this.#line += before.split('\n').length - 1;
  }

  header(): Variable[] {
    const variables: Variable[] = [];
    const scopes: string[] = [];
    for (;;) {
      const token = this.#next();
      if (token === undefined) throw this.#refuse('$enddefinitions is missing', 'Is this a whole VCD file?');
      if (!/^\$[a-z]+$/.test(token)) throw this.#refuse(`expected a declaration such as $var, found ${shown(token)}`, 'Is this a VCD file?');
      const words = this.#untilEnd(token);
      if (token === '$timescale') this.#scale(words.join(''));
      else if (token === '$scope') {
        if (words.length !== 2) throw this.#refuse('$scope takes a type and a name');
        if (scopes.push(words[1] as string) > SCOPES_MAX) throw this.#refuse(`more than ${SCOPES_MAX} scopes in one another`);
      } else if (token === '$upscope') {
        if (scopes.pop() === undefined) throw this.#refuse('$upscope without a $scope');
      } else if (token === '$var') {
        variables.push(this.#variable(words, scopes));
        if (variables.length > VARIABLES_MAX) throw this.#refuse(`more than ${VARIABLES_MAX} variables`);
      } else if (token === '$enddefinitions') break;
      else if (!IGNORED.has(token)) throw this.#refuse(`${shown(token)} is not known here`);
    }
    if (this.#digits === undefined) throw this.#refuse('$timescale is missing', 'Say how long a unit of time is, for example $timescale 1 us $end');
    return variables;
  }

  body(variables: readonly Variable[], chosen: readonly Variable[]): Vcd {
    const declared = new Map(variables.map((variable) => [variable.code, variable]));
    const changes = new Map<string, VcdChange[]>(chosen.map(({ code }) => [code, []]));
    let kept = 0;
    let atUs = 0;
    let dump: string | undefined;
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      const first = token[0] as string;
      if (first === '#') {
        const nextUs = this.#time(token.slice(1));
        if (nextUs < atUs) throw this.#refuse(`time goes back, from ${atUs} us to ${nextUs} us`);
        atUs = nextUs;
        continue;
      }
      if (first === '$') {
        if (token === '$comment') this.#untilEnd(token);
        else if (token === '$end' && dump) dump = undefined;
        else if (/^\$dump(vars|on|off|all)$/.test(token) && !dump) dump = token;
        else throw this.#refuse(`${shown(token)} is not known here`);
        continue;
      }
      const line = this.#tokenLine;
      const { code, value } = this.#change(token, first);
      const variable = declared.get(code);
      if (!variable) throw this.#refuse(`${shown(code)} is no code of a variable`, 'Each must be declared by a $var');
      const list = changes.get(code);
      if (!list || value === undefined) continue;
      if (++kept > CHANGES_MAX) throw this.#refuse(`more than ${CHANGES_MAX} changes of the signals that are replayed`, 'Record a shorter time');
      list.push({ atUs, value, line });
    }
    if (dump) throw this.#refuse(`${dump} has no $end`);
    return { changes, endUs: atUs };
  }

  /** `1!`, `b0 !`, `r12.5 !`, `sIdle !`. No value where it is a text, or more than a bit. */
  #change(token: string, first: string): { code: string; value?: VcdChange['value'] } {
    if ('01xXzZ'.includes(first)) {
      if (token.length === 1) throw this.#refuse(`the value ${token} has no code of a variable right behind it`);
      return { code: token.slice(1), value: bit(first) };
    }
    const rest = token.slice(1);
    const code = 'bBrRsS'.includes(first) ? this.#next() : undefined;
    if (code === undefined) throw this.#refuse(`${shown(token)} is no change of a value`, 'Write a time as #TIME, a change as VALUE and CODE');
    if ('sS'.includes(first)) return { code };
    if ('rR'.includes(first)) {
      const value = Number(rest);
      if (rest === '' || !Number.isFinite(value)) throw this.#refuse(`${shown(rest)} is not a number`);
      return { code, value };
    }
    if (!/^[01xz]+$/i.test(rest)) throw this.#refuse(`${shown(token)} is no vector of bits`);
    return rest.length === 1 ? { code, value: bit(rest) } : { code };
  }

  #variable(words: readonly string[], scopes: readonly string[]): Variable {
    const [type, bits, code, ...rest] = words;
    if (type === undefined || code === undefined || rest.length === 0 || !/^\d{1,6}$/.test(bits ?? ''))
      throw this.#refuse('$var takes a type, a size, a code and a name, for example $var wire 1 ! contact $end');
    const name = rest.join('');
    return { path: [...scopes, name].join('.'), name, type, size: Number(bits), code };
  }

  #scale(written: string): void {
    const match = /^(1|10|100)(s|ms|us|ns|ps|fs)$/.exec(written);
    if (!match) throw this.#refuse(`${shown(written)} is not a time scale`, 'Write 1, 10 or 100 and s, ms, us, ns, ps or fs');
    this.#multiple = Number(match[1]);
    this.#digits = DIGITS[match[2] as string] as number;
  }

  #time(written: string): Us {
    if (!/^\d{1,30}$/.test(written)) throw this.#refuse(`${shown(`#${written}`)} is not a time`, 'Write a whole number of units after #');
    const digits = this.#digits as number;
    const units = BigInt(written) * BigInt(this.#multiple);
    const scale = 10n ** BigInt(Math.abs(digits));
    const us = Number(digits >= 0 ? units * scale : (units + scale / 2n) / scale);
    if (us > LONGEST_US) throw this.#refuse('the recording is longer than 720 h', 'Is the $timescale right?');
    return us;
  }

  /** The words up to `$end`. */
  #untilEnd(opened: string): string[] {
    const line = this.#tokenLine;
    const words: string[] = [];
    for (;;) {
      const word = this.#next();
      if (word === '$end') return words;
      if (word === undefined) throw this.#refuse(`${opened} has no $end`, undefined, line);
      if (opened !== '$comment') words.push(word);
    }
  }

  #next(): string | undefined {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at++) {
      const character = text.charCodeAt(at);
      if (character === 10) this.#line++;
      else if (character !== 32 && character !== 13 && character !== 9) break;
    }
    if (at >= text.length) {
      this.#at = at;
      return undefined;
    }
    const start = at;
    while (at < text.length && text.charCodeAt(at) > 32) at++;
    // A control character that is no white space is part of no token.
    if (at === start) at++;
    this.#at = at;
    this.#tokenLine = this.#line;
    return text.slice(start, at);
  }

  #refuse(message: string, remedy?: string, line = this.#tokenLine): Refusal {
    return new Refusal({ code: 'syntax', message, place: { file: this.#file, line }, ...(remedy === undefined ? {} : { remedy }) });
  }
}

const IGNORED = new Set(['$date', '$version', '$comment', '$attrbegin', '$attrend']);

const bit = (character: string): VcdChange['value'] => (character === '0' ? 0 : character === '1' ? 1 : (character.toLowerCase() as 'x' | 'z'));

const SHOWN_MAX = 40;

/** What stands in a file, for an error: short, and without what a terminal would obey. */
function shown(token: string): string {
  const plain = token.replace(/[^\x20-\x7e]/g, '?');
  return `"${plain.length > SHOWN_MAX ? `${plain.slice(0, SHOWN_MAX)}...` : plain}"`;
}
