/** What was done in the panel, saved as a scenario and played by `recsim test`: the same comes of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../../src/document.ts';
import { unwrap } from '../../../src/errors.ts';
import { decodeScenario, loadScenario } from '../../../src/scenario/decode.ts';
import { runScenario } from '../../../src/scenario/runner.ts';
import { Diary } from '../../../src/session/diary.ts';
import { scenarioText } from '../../../src/session/scenario-text.ts';
import { sessionFiles } from '../../../src/ui/panel/session-files.ts';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { createDesk, createKeptDesk, holdThroughPowerUp, openLid, seconds, Visit } from '../../support/desk.ts';
import { outcomeOf } from '../../support/scenarios.ts';

const FACTS = { board: 'seed', state: 'provisioned' };

function watched(desk = createDesk({}, 'Amcrest')): { desk: Desk; text: () => string } {
  const diary = new Diary(desk.bench);
  return { desk, text: () => scenarioText(diary, FACTS) };
}

/** Plays it; throws where it cannot be read. */
async function played(text: string) {
  const run = await runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'session.yaml')), { hashCost: 4 })));
  return { outcome: outcomeOf(run), screen: run.screen, trace: run.trace, virtualUs: run.virtualUs };
}

/** What does not hang on how a hash was made. */
const seen = (trace: readonly { atUs: number; signal: string; value: string | number }[]) =>
  trace
    .filter(({ signal }) => ['plug', 'rail', 'finger', 'reset', 'buzzer', 'verdict', 'screen', 'supply', 'state.hold', 'state.boot'].includes(signal))
    .map(({ atUs, signal, value }) => `${atUs} ${signal} ${value}`);

describe('a session at the desk, saved and played', () => {
  it('comes to the same verdict by the same edges, bounce and all, for the procedure of the guide', async () => {
    const { desk, text } = watched();
    holdThroughPowerUp(desk, 4.5, 24.123);
    desk.release();
    desk.bench.advance(seconds(40) + 17);
    expect(desk.bench.verdict).toBe('reset');
    expect(text()).toContain('expect-verdict: { verdict: reset }');
    const run = await played(text());
    expect(run.outcome).toBe('PASS');
    expect(run.screen).toEqual(desk.bench.shown);
    expect(run.virtualUs).toBe(desk.bench.nowUs);
    expect(seen(run.trace)).toEqual(seen(desk.bench.trace.entries));
  });

  it('has dips, a brown-out, a power cut, a hang and a restart in it', async () => {
    const { desk, text } = watched();
    desk.bench.advance(seconds(30));
    desk.dip();
    desk.bench.advance(seconds(5));
    desk.brownOut();
    desk.bench.advance(seconds(30));
    desk.reboot();
    desk.bench.advance(seconds(30));
    desk.hang();
    desk.bench.advance(seconds(45));
    desk.unplug();
    openLid(desk);
    desk.press();
    desk.bench.advance(seconds(4.2));
    desk.plugIn();
    desk.cutPower(3, 'during');
    desk.bench.advance(seconds(24));
    desk.release();
    desk.bench.advance(seconds(20));
    expect(desk.bench.supply.isPlugged).toBe(false);
    const run = await played(text());
    expect(run.outcome).toBe('PASS');
    expect(seen(run.trace)).toEqual(seen(desk.bench.trace.entries));
    expect(text().match(/power: "off"/g)).toHaveLength(1);
  });

  it('has no cut that another took the place of, or that was called off', async () => {
    const { desk, text } = watched();
    desk.cutPower(1, 'before');
    desk.cutPower(4, 'after');
    expect(text().match(/cut-power/g)).toHaveLength(1);
    expect(text()).toContain('cut-power: { at-flash-operation: 4, when: after }');
    desk.bench.trace.add(desk.bench.nowUs, 'cut', 'called-off');
    expect(text()).not.toContain('cut-power');
  });

  it('begins as a kept recorder was, in a file beside it', async () => {
    const first = createKeptDesk();
    holdThroughPowerUp(first, 4.5, 24);
    first.release();
    first.bench.advance(seconds(60));
    // The next run with the same flash: reset, and not set up again.
    const desk = new Desk({ board: first.bench.board, seed: 5, cells: first.bench.hal.flash.array.store });
    const files = sessionFiles({ desk, nameOf: () => 'seed', refusal: () => undefined });
    desk.bench.advance(seconds(30));
    desk.unplug();
    desk.bench.advance(seconds(2));
    desk.plugIn();
    desk.bench.advance(seconds(25));
    const folder = mkdtempSync(path.join(tmpdir(), 'session-'));
    for (const [name, make] of Object.entries(files)) {
      const file = make(undefined);
      writeFileSync(path.join(folder, name), 'text' in file ? file.text : '');
    }
    const run = await runScenario(unwrap(loadScenario(path.join(folder, 'session.yaml'))));
    rmSync(folder, { recursive: true });
    expect(outcomeOf(run)).toBe('PASS');
    expect(run.screen).toEqual(desk.bench.shown);
    expect(run.screen.title).toBe('Set-up Wizard');
    expect(seen(run.trace)).toEqual(seen(desk.bench.trace.entries));
  });

  it('has waves from its beginning on, for longer than the trace of a run goes back', () => {
    const desk = createDesk();
    const files = sessionFiles({ desk, nameOf: () => 'seed', refusal: () => undefined });
    desk.unplug();
    for (let times = 0; times < 300; times++) {
      desk.plugIn();
      desk.bench.advance(seconds(25));
      desk.unplug();
      desk.bench.advance(seconds(1));
    }
    expect(desk.bench.trace.entries[0]?.atUs).toBeGreaterThan(0);
    const file = files['/session.vcd']?.(undefined);
    const text = file && 'text' in file ? file.text : '';
    // 26 s after the beginning the plug went in for the second time.
    expect(text).toMatch(/^#26000000\n(?:.+\n)*?1.$/m);
    expect(text).toContain(`#${300 * 26_000_000}`);
  });

  it('fails where the recorder would no longer do the same', async () => {
    const { desk, text } = watched();
    holdThroughPowerUp(desk, 4.5, 24);
    desk.release();
    desk.bench.advance(seconds(40));
    expect((await played(text().replace('verdict: reset', 'verdict: short'))).outcome).toContain('expected short, got reset');
  });
});

describe('a session at the monitor, saved and played', () => {
  it('finds the way back in by QR code, phone and mail, with the code from the mail and none of its own', async () => {
    const { desk, text } = watched();
    const visit = await new Visit(desk).toQrCode().toCamera().scan();
    desk.typeCode();
    visit.click('Next').fill({ 'New Password': 'Grandma1952', 'Confirm Password': 'Grandma1952' }).click('Save');
    const code = desk.memory.recall() ?? '';
    expect(desk.bench.credentials).toBe('present');
    const saved = text();
    expect(saved).toContain(`wait-mail: { code-as: CODE_1 }`);
    expect(saved).not.toContain(code);
    expect(saved).not.toContain('Grandma');
    const run = await played(saved);
    expect(run.outcome).toBe('PASS');
    expect(run.screen).toEqual(desk.bench.shown);
  });

  it('has no password, answer or pattern that was typed, but others that are taken and refused in the same way', async () => {
    const { desk, text } = watched();
    const visit = new Visit(desk);
    desk.hands.draw([7, 4, 1, 2, 3, 6]);
    visit.wait(1);
    visit.click('Forgot Pattern').fill({ Password: 'my dog Bello' }).click('OK');
    visit.fill({ Password: 'Recorder2026' }).click('OK');
    const saved = text();
    for (const secret of ['Bello', 'my dog', '7, 4, 1']) expect(saved).not.toContain(secret);
    expect(saved).toContain('Recorder2026');
    const run = await played(saved);
    expect(run.outcome).toBe('PASS');
    expect(run.screen).toEqual(desk.bench.shown);
  });

  it('has a secret nowhere, be it typed into a field that is none before anybody knew that it is one', () => {
    const typed = { did: 'fill', atUs: 0 } as const;
    const moves = [
      { ...typed, field: 'Email Address', id: 'email', value: 'Grandma1952@home.test', isSecret: false },
      { ...typed, field: 'New Password', id: 'new-password', value: 'Grandma1952', isSecret: true },
    ];
    const saved = scenarioText({ bench: createDesk().bench, moves }, FACTS);
    expect(saved).not.toContain('Grandma');
    expect(saved).toContain('@home.test');
  });

  it('has what was done at the serial console, as the same would be done at the monitor', async () => {
    const { desk, text } = watched();
    desk.bench.advance(seconds(30));
    for (const keys of ['\r', '12369', '\r']) {
      desk.bench.hal.console.receive(Buffer.from(keys));
      desk.bench.advance(seconds(1));
    }
    expect(text()).toContain('draw-pattern: [1, 2, 3, 6, 9]');
    const run = await played(text());
    expect(run.outcome).toBe('PASS');
    expect(run.screen).toEqual(desk.bench.shown);
    expect(run.screen.title).not.toBe('Unlock Pattern');
  });

  it('writes what was typed character by character as one input', () => {
    const { desk, text } = watched();
    new Visit(desk).click('Forgot Pattern');
    for (const character of 'Recorder2026') {
      desk.bench.recorder.firmware?.input({ type: 'text', text: character });
      desk.bench.advance(100_000);
    }
    expect(text().match(/input:/g)).toHaveLength(1);
    expect(text()).toContain('value: "Recorder2026"');
  });

  it('takes a text that looks like a variable for what it is', async () => {
    const { desk, text } = watched();
    new Visit(desk).click('Forgot Pattern').fill({ Password: `\${CODE_1}` }).click('OK');
    expect((await played(text())).outcome).toBe('PASS');
  });
});
