/** The board's parameters in the panel: checked as board files are, and on the desk from the next power-up on. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBoard, loadBoard } from '../../../src/board-file.ts';
import type { ParameterName } from '../../../src/board-parameters.ts';
import { parseSource } from '../../../src/document.ts';
import { unwrap } from '../../../src/errors.ts';
import { loadScenario } from '../../../src/scenario/decode.ts';
import { runScenario } from '../../../src/scenario/runner.ts';
import { BoardEditor } from '../../../src/ui/panel/board-editor.ts';
import { sessionFiles } from '../../../src/ui/panel/session-files.ts';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { createKeptDesk, openLid, seconds } from '../../support/desk.ts';
import { outcomeOf } from '../../support/scenarios.ts';

function workshop(name = 'seed', desk?: Desk) {
  const file = unwrap(loadBoard(name));
  const theDesk = desk ?? new Desk({ board: file.board, seed: 1, state: 'provisioned', hashCost: 4 });
  const editor = new BoardEditor(theDesk, file);
  const row = (wanted: ParameterName) => editor.part.rows.find((each) => each.name === wanted);
  return { desk: theDesk, editor, row };
}

/** Plug out, 4.5 s of holding, plug in, and as long again as it says. */
function hold(desk: Desk, holdS: number): void {
  desk.bench.advance(seconds(30));
  desk.unplug();
  desk.bench.advance(seconds(1));
  openLid(desk);
  desk.press();
  desk.bench.advance(seconds(4.5));
  desk.plugIn();
  desk.bench.advance(seconds(holdS));
  desk.release();
  desk.bench.advance(seconds(40));
}

const textOf = (file: { readonly text: string } | { readonly refused: string }) => ('text' in file ? file.text : file.refused);

describe('the parameters of a board', () => {
  it('stand there all, with value, range, default and where they come from', () => {
    const { editor, row } = workshop();
    expect(editor.part.rows).toHaveLength(unwrap(loadBoard('seed')).provenance.length);
    expect(row('holdMin')).toMatchObject({
      value: '20 s',
      default: '20 s',
      isDefault: true,
      range: '0 s to 600 s',
      from: 'reset guide',
      isAssumed: false,
    });
    expect(row('restartDelay')).toMatchObject({ isAssumed: true, from: 'time to read the screen' });
    expect(row('flashEraseSize')?.unit).toBe('bytes');
  });

  it('keep the fault of a faulty board when they are changed', () => {
    const { editor } = workshop('faulty/counts-from-power-good');
    editor.set('holdMax', '1.6 s', '');
    const { board, fault } = unwrap(decodeBoard(unwrap(parseSource(textOf(editor.file('my-dvr')), 'board.json'))));
    expect([board.stages[0]?.toUs, board.variant?.believes?.stages?.[0]?.fromUs]).toEqual([1_600_000, 950_000]);
    expect(fault).toEqual(unwrap(loadBoard('faulty/counts-from-power-good')).fault);
  });

  it.each([
    ['holdMin', '20', 'has no unit', 'unit'],
    ['holdMin', '700 s', 'outside the range of 0 s to 600 s', ''],
    ['holdMax', '5 s', 'the window ends (5 s) before it begins (20 s)', 'Make holdMax 20 s or longer'],
    ['bootBeepCount', 'two', 'is not allowed here', 'Write a number'],
    ['decideAt', 'relase', 'is not allowed here', 'Did you mean "release"?'],
    ['brownoutVolts', '13 V', 'the recorder could never start', 'Make it less than 12 V'],
    ['stages', 'from 20 to 30', '', ''],
  ] as const)('%s: %s is refused at its place, with the remedy', (name, value, message, remedy) => {
    const { editor, row, desk } = workshop();
    editor.set(name, value, '');
    expect(row(name)?.problem?.toLowerCase()).toContain(message.toLowerCase());
    expect(row(name)?.problem).toContain(remedy);
    expect(editor.part.isGood).toBe(false);
    expect(editor.apply()).toMatchObject({ ok: false });
    expect(desk.nextBoard).toBeUndefined();
    expect(editor.file('my-board')).toHaveProperty('refused');
    editor.forget();
    expect(editor.part).toMatchObject({ isGood: true, changes: 0, status: 'on-desk' });
  });

  it.each(['seed', 'xvr-gui4', 'pi-4', 'sma-edmm-20', 'no-button', 'mikrotik-staged'])('%s can be saved and read again, the same', (name) => {
    const { editor } = workshop(name);
    const again = unwrap(decodeBoard(unwrap(parseSource(textOf(editor.file(undefined)), 'board.json'))));
    const before = unwrap(loadBoard(name));
    expect(again.board).toEqual(before.board);
    expect(again.provenance).toEqual(before.provenance);
  });

  it('are saved as a new board with where each comes from: the panel, or what the person says', () => {
    const { editor } = workshop();
    editor.set('holdMin', '12 s', '');
    editor.set('debounce', '15 ms', 'data sheet of the switch, page 3');
    const { board, provenance } = unwrap(decodeBoard(unwrap(parseSource(textOf(editor.file('my-dvr')), 'board.json'))));
    expect(board).toMatchObject({ name: 'my-dvr', debounceUs: 15_000 });
    expect(board.stages[0]).toMatchObject({ fromUs: 12_000_000 });
    const basis = (name: string) => provenance.find((entry) => entry.name === name)?.basis;
    expect(basis('holdMin')).toEqual({ assumed: 'changed in the panel' });
    expect(basis('debounce')).toEqual({ source: 'data sheet of the switch, page 3' });
    expect(basis('holdMax')).toEqual({ source: 'reset guide' });
    expect(editor.file('../etc/passwd')).toHaveProperty('refused');
  });

  it('take several windows, a stage in a line', () => {
    const { editor, row, desk } = workshop();
    editor.set('stages', '{ from: 3 s, to: 8 s, action: restart }\n{ from: 20 s, to: end, action: factory-default, led: fast-blink }', '');
    expect(editor.part.rows.filter(({ problem }) => problem)).toEqual([]);
    expect(row('holdMin')?.doubt).toContain('Not used');
    editor.apply();
    expect(desk.nextBoard?.stages).toMatchObject([{ action: 'restart' }, { toUs: Number.POSITIVE_INFINITY, led: 'fast-blink' }]);
  });
});

describe('a changed board, applied', () => {
  it('changes the verdict from the next power-up on, not before', () => {
    const { desk, editor } = workshop();
    const verdictOf = () => {
      hold(desk, 12);
      return desk.bench.verdict;
    };
    expect(verdictOf()).toBe('short');
    editor.set('holdMin', '10 s', '');
    expect(editor.part.status).toBe('draft');
    expect(editor.apply()).toMatchObject({ ok: true });
    expect(editor.part.status).toBe('power-up');
    expect(desk.bench.board.stages[0]?.fromUs).toBe(20_000_000);
    expect(verdictOf()).toBe('reset');
    expect(editor.part.status).toBe('on-desk');
    expect(desk.bench.board.stages[0]?.fromUs).toBe(10_000_000);
  });

  it('keeps what is in the flash, the clocks, the lid, and the finger on the button with the time it is there', () => {
    const { desk, editor } = workshop();
    desk.bench.advance(seconds(100));
    const serverMs = desk.bench.outside.serverTimeMs;
    editor.set('holdMin', '10 s', '');
    editor.apply();
    desk.unplug();
    openLid(desk);
    const cells = desk.bench.lasting.cells.fingerprint();
    desk.press();
    desk.bench.advance(seconds(4.5));
    desk.plugIn();
    expect(desk.bench.lid.isOpen).toBe(true);
    expect(desk.bench.finger.heldUs).toBe(seconds(4.5));
    expect(desk.bench.prePowerGrade?.verdict).toBe('good');
    expect(desk.bench.lasting.cells.fingerprint()).toBe(cells);
    expect(desk.bench.outside.serverTimeMs).toBe(serverMs + 4_500);
    expect(desk.bench.credentials).toBe('present');
  });

  it('is not there for a plug that goes in again before power was lost', () => {
    const { desk, editor } = workshop();
    desk.bench.advance(seconds(30));
    editor.set('holdMin', '10 s', '');
    editor.apply();
    desk.unplug();
    desk.bench.advance(1_000);
    desk.plugIn();
    expect(editor.part.status).toBe('power-up');
  });

  it('with another flash waits for another recorder, and says so', () => {
    const { desk, editor } = workshop();
    editor.set('flashBlocks', '12', '');
    expect(editor.apply()).toMatchObject({ ok: true, note: expect.stringContaining('another recorder') });
    desk.unplug();
    desk.bench.advance(seconds(1));
    desk.plugIn();
    expect(editor.part.status).toBe('another');
    expect(desk.bench.board.flashBlocks).toBe(8);
    desk.renew('factory');
    expect(desk.bench.board.flashBlocks).toBe(12);
    expect(editor.part.status).toBe('on-desk');
  });

  it('goes to a kept recorder too, whose flash stays in its place', () => {
    const desk = createKeptDesk();
    const { editor } = workshop('seed', desk);
    const { store } = desk.bench.hal.flash.array;
    editor.set('holdMin', '10 s', '');
    editor.apply();
    hold(desk, 12);
    expect(desk.bench.verdict).toBe('reset');
    expect(desk.bench.hal.flash.array.store).toBe(store);
  });

  it('can be taken back', () => {
    const { desk, editor } = workshop();
    editor.set('holdMin', '10 s', '');
    editor.apply();
    hold(desk, 12);
    editor.forget();
    expect(editor.part.status).toBe('draft');
    editor.apply();
    hold(desk, 12);
    expect(desk.bench.verdict).toBe('short');
  });

  it('saved with its session, board and beginning, is played by recsim test to the same verdict', async () => {
    const { desk, editor } = workshop();
    const files = sessionFiles({ desk, nameOf: (board) => editor.nameOf(board), refusal: () => undefined });
    editor.set('holdMin', '10 s', '');
    editor.apply();
    hold(desk, 12);
    const folder = mkdtempSync(path.join(tmpdir(), 'session-'));
    const given = { ...files, '/session-board.json': () => editor.sessionBoard() };
    for (const [name, make] of Object.entries(given)) writeFileSync(path.join(folder, name), textOf(make()));
    const run = await runScenario(unwrap(loadScenario(path.join(folder, 'session.yaml'))));
    expect(outcomeOf(run)).toBe('PASS');
    expect(run.steps.some(({ step }) => step === 'expect-verdict')).toBe(true);
    expect(run.screen).toEqual(desk.bench.shown);
  });
});
