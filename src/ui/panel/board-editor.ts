/** The draft of a board and the desk: which of them is the other, what waits for the next power-up, and the files that are made of both. */
import type { Board } from '../../board.ts';
import { type BoardFile, referenceTo } from '../../board-file.ts';
import type { ParameterName } from '../../board-parameters.ts';
import { formatProblem } from '../../errors.ts';
import type { Desk } from '../terminal/desk.ts';
import type { Retimed } from '../terminal/tempo.ts';
import { BoardDraft, type ParameterRow } from './board-draft.ts';
import type { GivenFile } from './files.ts';

/** Of the board, plain data. */
export interface BoardPart {
  readonly name: string;
  readonly title: string;
  readonly suggestedName: string;
  readonly rows: readonly ParameterRow[];
  /** Complaints that are about no single parameter. */
  readonly general: readonly string[];
  readonly changes: number;
  readonly isGood: boolean;
  /** `on-desk`: the recorder has it; `draft`: nobody has; `power-up`: it will from then on; `another`: only another recorder can, because the flash would be another one; `played`: the recorder came with a scenario, and has that one's. */
  readonly status: 'on-desk' | 'draft' | 'power-up' | 'another' | 'played';
}

/** As a scenario names the file that `sessionBoard` gives. */
const SESSION_BOARD = 'session-board.json';

export class BoardEditor {
  readonly #desk: Desk;
  readonly #origin: BoardFile;
  readonly #draft: BoardDraft;
  /** The texts of boards that were changed here, as they were when they went to the desk. */
  readonly #texts = new Map<Board, string>();
  /** Of the draft as it was applied last, or at first. */
  #applied: string;
  #part: BoardPart | undefined;

  constructor(desk: Desk, origin: BoardFile) {
    this.#desk = desk;
    this.#origin = origin;
    this.#draft = new BoardDraft(origin);
    this.#applied = this.#draft.fingerprint;
  }

  /** The same object as long as nothing is new. */
  get part(): BoardPart {
    const { rows, general, changes, suggestedName } = this.#draft;
    const status = this.#status;
    if (this.#part?.rows === rows && this.#part.status === status) return this.#part;
    const { name, title } = this.#origin.board;
    const isGood = general.length === 0 && rows.every(({ problem }) => problem === null);
    this.#part = { name, title, suggestedName, rows, general, changes, isGood, status };
    return this.#part;
  }

  set(name: ParameterName, value: string, source: string): void {
    this.#draft.set(name, value, source.trim());
  }

  forget(): void {
    this.#draft.forget();
  }

  /** The recorder on the desk has it from its next power-up on. */
  apply(): Retimed {
    const { real } = this.#desk;
    if (real.button || real.plug) return { ok: false, refused: 'this recorder is on real lines: save the board, and begin a run with it' };
    const decoded = this.#draft.decode();
    if (!decoded.ok) return { ok: false, refused: decoded.problems.map(formatProblem).join('; ') };
    const { board } = this.#draft.changes === 0 ? this.#origin : decoded.value;
    const text = this.#draft.file();
    if (this.#draft.changes > 0 && text.ok) this.#texts.set(board, text.value);
    this.#desk.plan(board);
    this.#applied = this.#draft.fingerprint;
    return {
      ok: true,
      note: this.#desk.canRebuild
        ? 'the recorder has these parameters from its next power-up on: pull the plug and put it in'
        : 'the flash would be another one: take another recorder, and it has these parameters',
    };
  }

  /** The draft as a board file of this name. */
  file(name: string | undefined): GivenFile {
    const text = this.#draft.file(name);
    if (!text.ok) return { refused: text.problems.map(formatProblem).join('\n') };
    return { name: `${name ?? this.#origin.board.name}.json`, type: 'application/json', text: text.value };
  }

  /** Whether the board on the desk was changed here. */
  get isChanged(): boolean {
    return this.#texts.has(this.#desk.bench.board);
  }

  /** The board on the desk, where it was changed here. */
  sessionBoard(): GivenFile {
    const text = this.#texts.get(this.#desk.bench.board);
    if (text === undefined) return { refused: 'The board on the desk is the one that the run began with: a scenario names it.' };
    return { name: SESSION_BOARD, type: 'application/json', text };
  }

  /** How a scenario names the board on the desk: one that ships with recsim by its name, another by where it lies. */
  nameOf(board: Board): string {
    if (this.#texts.has(board)) return `./${SESSION_BOARD}`;
    return referenceTo(this.#origin.file);
  }

  get #status(): BoardPart['status'] {
    if (this.#draft.fingerprint !== this.#applied) return 'draft';
    if (!this.#desk.nextBoard) return this.#desk.isPlayed ? 'played' : 'on-desk';
    return this.#desk.canRebuild ? 'power-up' : 'another';
  }
}
