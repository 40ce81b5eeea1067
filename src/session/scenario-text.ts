/**
 * A diary as a scenario file: played by `recsim test` it does the same at the same microseconds, and expects what came of it. Secrets that were typed are not in it (see StandIns); security codes are
 * taken from the mails, as a person would.
 */
import type { Bench } from '../bench/bench.ts';
import { codeIn } from '../outside/mail-texts.ts';
import { normaliseBase32 } from '../recovery/crockford.ts';
import { answerText } from '../storage/credentials.ts';
import { formatDuration, US_PER_S, type Us } from '../units.ts';
import { type Diary, type Fill, type Move, UNSEEN_US } from './diary.ts';
import { StandIns } from './stand-ins.ts';

export interface SessionFacts {
  /** How the scenario names its board: a shipped name, or a path. */
  readonly board: string;
  /** And how it says in which state the recorder comes: `factory`, `provisioned`, or the path of a snapshot. */
  readonly state: string;
}

const CODE_LENGTH = 8;
const quoted = (text: string): string => JSON.stringify(text);

export function scenarioText({ bench, moves }: Pick<Diary, 'bench' | 'moves'>, { board, state }: SessionFacts): string {
  const writer = new Writer(bench);
  // A secret may stand elsewhere before it is known to be one.
  for (const move of moves) writer.learn(move);
  for (const move of moves) writer.write(move);
  const steps = [...writer.steps, ...writer.until(bench.nowUs), ...expectations(bench)];
  const { brand, language, seed } = bench;
  return [
    '# What was done at the panel of recsim run, saved by it. Play it with: recsim test FILE',
    ...writer.remarks.map((remark) => `# ${remark}`),
    `name: ${quoted(`A session with ${bench.board.title}`)}`,
    'version: 2',
    `board: ${quoted(board)}`,
    `brand: ${quoted(brand)}`,
    `language: ${language}`,
    `state: ${quoted(state)}`,
    `seed: ${seed}`,
    `timeout: ${formatDuration(bench.nowUs + 60 * US_PER_S)}`,
    'steps:',
    ...(steps.length > 0 ? steps : ['delay: 0 s']).map((step) => `  - ${step}`),
    '',
  ].join('\n');
}

/** How things are when the session is saved. */
function expectations(bench: Bench): string[] {
  const { verdict, title, credentials } = bench;
  return [
    ...(verdict === undefined ? [] : [`expect-verdict: { verdict: ${verdict} }`]),
    ...(title === '' ? [] : [`expect-screen: { title: ${quoted(title)} }`]),
    `expect-storage: { credentials: ${credentials === 'absent' ? 'factory' : credentials} }`,
  ];
}

/** Not for others: a secret, or what leads to one. */
const isKept = ({ id, isSecret }: Fill): boolean => isSecret || id === 'hint';
/** As the recorder compares it. */
const secretOf = ({ id, value }: Fill): string => (id.startsWith('answer-') ? answerText(value) : value);

class Writer {
  readonly steps: string[] = [];
  readonly #bench: Bench;
  readonly #standIns: StandIns;
  #nowUs: Us = 0;
  /** So many mails have been waited for. */
  #mails = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#standIns = new StandIns(bench.board.passwordForbidden);
  }

  learn(move: Move): void {
    if (move.did === 'fill' && isKept(move) && this.#mailOf(move) === undefined) this.#standIns.textFor(secretOf(move));
  }

  get remarks(): string[] {
    const { count } = this.#standIns;
    if (count === 0) return [];
    return [
      `${count === 1 ? 'A password, an answer or a pattern' : `${count} passwords, answers or patterns`} of your own ${count === 1 ? 'was' : 'were'} entered, and others like ${count === 1 ? 'it' : 'them'} stand here instead.`,
    ];
  }

  /** The step that lets time pass until then. */
  until(atUs: Us): string[] {
    const forUs = atUs - this.#nowUs;
    this.#nowUs = atUs;
    return forUs > 0 ? [`delay: ${formatDuration(forUs)}`] : [];
  }

  write(move: Move): void {
    const steps = this.#stepsOf(move);
    if (steps.length > 0) this.steps.push(...this.until(move.atUs), ...steps);
  }

  #stepsOf(move: Move): string[] {
    switch (move.did) {
      case 'plug':
        return [`power: ${quoted(move.isIn ? 'on' : 'off')}`];
      case 'finger':
        return [move.isDown ? 'press: {}' : 'release: {}'];
      case 'dip':
        return [`dip: { for: ${formatDuration(move.forUs ?? this.#bench.nowUs - move.atUs + UNSEEN_US)}, to: ${move.volts} V }`];
      case 'cut':
        return [`cut-power: { at-flash-operation: ${move.operation}, when: ${move.when} }`];
      case 'hang':
        return ['set-control: { part-id: power, control: hang, value: 1 }'];
      case 'reboot':
        return ['set-control: { part-id: power, control: soft-reset, value: 1 }'];
      case 'lid':
        return [`log: ${move.isOpen ? 'the lid is taken off' : 'the lid is put on'}`];
      case 'click':
        return [`click: ${quoted(move.label)}`];
      case 'choose':
        return [`choose: { field: ${quoted(move.field)}, option: ${quoted(move.option)} }`];
      case 'draw':
        return [`draw-pattern: [${this.#standIns.patternFor(move.points).join(', ')}]`];
      case 'scan':
        return [`scan-qr: { app: ${quoted(move.app)} }`];
      case 'fill':
        return this.#fill(move);
      default:
        return move satisfies never;
    }
  }

  #fill(fill: Fill): string[] {
    const { field, value } = fill;
    const mail = this.#mailOf(fill);
    if (mail !== undefined) return [...this.#waitFor(mail), `input: { field: ${quoted(field)}, value: "\${CODE_${mail + 1}}" }`];
    // What looks like a variable would be taken for one.
    const isOwn = isKept(fill) || /\$\{\w+\}/.test(value);
    const written = isOwn ? this.#standIns.textFor(secretOf(fill)) : this.#standIns.without(value);
    return [`input: { field: ${quoted(field)}, value: ${quoted(written)} }`];
  }

  /** The latest mail that says this code. */
  #mailOf({ id, value }: Fill): number | undefined {
    const code = id === 'security-code' ? normaliseBase32(value, CODE_LENGTH) : undefined;
    if (code === undefined) return undefined;
    const index = this.#bench.outside.post.inbox.findLastIndex(({ text }) => normaliseBase32(codeIn(text) ?? '', CODE_LENGTH) === code);
    return index < 0 ? undefined : index;
  }

  /** Mails are waited for in the order they came. */
  #waitFor(mail: number): string[] {
    const steps: string[] = [];
    for (; this.#mails <= mail; this.#mails++) {
      const hasCode = codeIn(this.#bench.outside.post.inbox[this.#mails]?.text ?? '') !== undefined;
      steps.push(hasCode ? `wait-mail: { code-as: CODE_${this.#mails + 1} }` : 'wait-mail: {}');
    }
    return steps;
  }
}
