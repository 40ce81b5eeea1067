/** The steps of a person in front of the screen, with phone, mail and serial console: what they do, and what is said where they cannot. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, test } from 'vitest';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { readQr } from '../../src/outside/qr-reader.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import type { Run } from '../../src/scenario/run.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { fileOf, outcomeOf } from '../support/scenarios.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'recsim-steps-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Steps on a recorder that is set up and at its login, as a file in `folder`. */
function play(steps: string, top = 'state: provisioned'): Promise<Run> {
  const text = fileOf(`  - power: on\n  - wait-state: { state: boot.ready }\n${steps}`, top);
  return runScenario(unwrap(decodeScenario(unwrap(parseSource(text, path.join(folder, 'test.yaml'))), { hashCost: 1 })));
}

/** PASS, or the failure from the step on. */
const told = (run: Run): string => outcomeOf(run).replace(/^(\w+) \S+test\.yaml:\d+:\d+ /, '$1 ');

describe('steps on the screen', () => {
  test('find fields, lists and buttons by their words, whatever case, and wait while the recorder is busy', async () => {
    const run = await play(
      '  - click: forgot pattern\n  - click: FORGOT PASSWORD\n  - click: OK\n  - choose: { field: reset type, option: security questions }\n  - input: { field: answer 1, value: BLUE }\n  - input: { field: Answer 2, value: rex }\n  - input: { field: Answer 3, value: porto }\n  - click: Next\n  - input: { field: New Password, value: Camera2027 }\n  - expect-screen: { title: Reset Password, contains: "New Password: ••••••••••" }\n',
    );
    expect(told(run)).toBe('PASS');
  });

  test('say what is on the screen where their words are not', async () => {
    const failures = await Promise.all(
      [
        '  - click: Forgot Patern\n',
        '  - click: Save\n',
        '  - input: { field: Password, value: x }\n',
        '  - choose: { field: Reset Type, option: QR Code }\n',
        '  - click: Forgot Pattern\n  - draw-pattern: [1, 2, 3, 6]\n',
        '  - click: Forgot Pattern\n  - click: Forgot Password\n  - click: OK\n  - choose: { field: Reset Type, option: Telephone }\n',
        `  - click: Forgot Pattern\n  - input: { field: Password, value: "${'x'.repeat(200)}" }\n`,
        '  - power: off\n  - delay: 1 s\n  - click: OK\n',
        '  - power: off\n  - delay: 1 s\n  - key: tab\n',
      ].map(async (steps) => told(await play(steps))),
    );
    expect(failures).toEqual([
      'FAIL click at 20.050 s: there is no button or box "Forgot Patern" on the screen "Unlock Pattern". Did you mean "Forgot Pattern"?',
      'FAIL click at 20.050 s: there is no button or box "Save" on the screen "Unlock Pattern". Known: Forgot Pattern',
      'FAIL input at 20.050 s: the screen "Unlock Pattern" has nothing like a field "Password"',
      'FAIL choose at 20.050 s: the screen "Unlock Pattern" has nothing like a drop-down list "Reset Type"',
      'FAIL draw-pattern at 20.050 s: the screen "System Login" has nothing like a pattern',
      'FAIL choose at 20.055500 s: "Telephone" is not in the list "Reset Type". Known: QR Code, Security Questions',
      'FAIL input at 20.050 s: "Password" takes 128 characters, and this has 200',
      'FAIL click at 21.050 s: there is nothing on the monitor: the recorder has no power',
      'FAIL key at 21.050 s: there is nothing on the monitor: the recorder has no power',
    ]);
  });

  test('no failure tells what was typed', async () => {
    const run = await play(
      '  - click: Forgot Pattern\n  - input: { field: Password, value: Secret2027 }\n  - click: OK\n  - expect-screen: { title: Main Menu }\n',
    );
    expect(told(run)).toMatch(/^FAIL expect-screen/);
    expect(JSON.stringify([run.failure, run.screen, run.trace, run.notes, run.steps])).not.toContain('Secret2027');
  });

  test('keys do what they do at a keyboard', async () => {
    const keys = (...names: string[]) => names.map((name) => `  - key: "${name}"\n`).join('');
    const run = await play(
      `${keys('1', '2', '3', '6', '9', 'enter')}  - expect-screen: { title: Main Menu }\n${keys('tab', 'tab', 'space')}  - expect-screen: { title: Event Log }\n${keys('escape')}  - expect-screen: { title: Main Menu }\n`,
    );
    expect(told(run)).toBe('PASS');
  });

  test('speak the language of the scenario', async () => {
    const run = await play('  - click: Olvidé el patrón\n  - expect-screen: { title: Acceso al sistema }\n', 'state: provisioned\nlanguage: es');
    expect(told(run)).toBe('PASS');
  });
});

describe('phone and mail', () => {
  const TO_QR = '  - click: Forgot Pattern\n  - click: Forgot Password\n  - click: OK\n';

  test('the phone keeps its picture, a decoder reads it, the code comes by mail and is used by name', async () => {
    const run = await play(
      `${TO_QR}  - scan-qr: { app: EasyViewerLite, save-as: seen.png }\n  - wait-mail: { subject: code, code-as: CODE }\n  - log: "it is \${CODE}"\n  - input: { field: Security code, value: "\${CODE}" }\n  - click: Next\n  - expect-state: { state: menu.recovery.new-password, timeout: 1 s }\n`,
    );
    expect(told(run)).toBe('PASS');
    expect(await readQr(readFileSync(path.join(folder, 'seen.png')))).toMatch(/^RECSIM1:/);
    expect(run.notes[0]?.text).toMatch(/^it is [0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(run.trace.find(({ signal, value }) => signal === 'phone' && value === 'app')?.detail).toBe('EasyViewerLite');
  });

  test('without a code on the monitor, or without the service, the scan fails with the words of the app', async () => {
    expect(told(await play('  - scan-qr:\n'))).toBe(
      'FAIL scan-qr at 20.050 s: gDMSS says: No QR code in the picture. Point the camera at the QR code on the monitor. On the monitor is "Unlock Pattern"',
    );
    expect(
      told(
        await play(
          `${TO_QR}  - expect-screen: { contains: Security code }\n  - set-control: { part-id: service, control: up, value: 0 }\n  - scan-qr:\n`,
        ),
      ),
    ).toMatch(/gDMSS says: The service cannot be reached/);
  });

  test('each mail is waited for once, by recipient and subject; what does not come is said', async () => {
    expect(
      told(
        await play(
          `${TO_QR}  - scan-qr:\n  - scan-qr:\n  - wait-mail:\n  - wait-mail: { to: owner@recorder.test }\n  - wait-mail: { timeout: 1 min }\n`,
        ),
      ),
    ).toBe('FAIL wait-mail at 85.055500 s: waited 60 s for a mail, none came');
    expect(told(await play(`${TO_QR}  - scan-qr:\n  - wait-mail: { to: else@where.test, subject: code, timeout: 1 min }\n`))).toMatch(
      /for a mail to else@where\.test about "code", none came/,
    );
    expect(
      told(await play(`${TO_QR}  - mail-delay: lost\n  - scan-qr:\n  - wait-mail: { timeout: 48 h }\n`, 'state: provisioned\ntimeout: 72 h')),
    ).toMatch(/"Your security code" was lost on its way$/);
    const late = await play(`${TO_QR}  - mail-delay: 25 h\n  - scan-qr:\n  - wait-mail: { timeout: 26 h }\n`, 'state: provisioned\ntimeout: 72 h');
    expect([told(late), late.virtualUs - 20_055_500]).toEqual(['PASS', 25 * 3600 * 1_000_000]);
  });

  test('the clock of the service moves by itself', async () => {
    const run = await play(
      `  - set-clock: { clock: server, to: "2031-02-03T04:05:06Z" }\n  - set-clock: { clock: server, by: -1 h }\n${TO_QR}  - scan-qr:\n  - wait-mail:\n`,
    );
    expect(run.trace.filter(({ signal }) => signal === 'server-clock').map(({ detail }) => detail)).toEqual([
      '2031-02-03T04:05:06.000Z',
      '2031-02-03T03:05:06.000Z',
    ]);
  });

  test('the same scenario has the same trace, mails and all', async () => {
    const hash = async () => (await play(`${TO_QR}  - scan-qr:\n  - wait-mail:\n  - delay: 24 h\n`, 'state: provisioned\ntimeout: 48 h')).traceHash;
    expect(await hash()).toBe(await hash());
  });
});

describe('the serial console', () => {
  test('is waited for by text and by pattern, also within a line and across colours, and typed into', async () => {
    const run = await play(
      '  - wait-serial: "reset cause: power-on"\n  - wait-serial: { regex: "Press \\\\w+ for", timeout: 1 s }\n  - write-serial: [13]\n  - wait-serial: Unlock Pattern\n  - write-serial: "12369\\r"\n  - wait-serial: { text: Main Menu, timeout: 2 s }\n  - expect-screen: { title: Main Menu }\n',
    );
    expect(told(run)).toBe('PASS');
  });

  test('what was matched is used up, and what does not come is said with the last line', async () => {
    expect(told(await play('  - wait-serial: power-on\n  - wait-serial: { text: power-on, timeout: 1 s }\n'))).toMatch(
      /^FAIL wait-serial at 21\.050 s: waited 1 s for "power-on" on the serial console, the last line is "Press Enter/,
    );
    expect(told(await play('  - wait-serial: { regex: "no.such", timeout: 1 s }\n'))).toMatch(/for \/no\.such\/ on the serial console/);
  });

  test('a file of Wokwi waits and writes as ever', async () => {
    const text =
      'name: w\nversion: 1\nsteps:\n  - set-control: { part-id: power, control: plugged, value: 1 }\n  - wait-serial: Set-up Wizard\n  - write-serial: "\\r"\n  - wait-serial: Welcome\n';
    expect(told(await runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'test.yaml'))))))).toBe('PASS');
  });
});

describe('screenshots', () => {
  test('are saved beside the scenario as picture or text, and compared', async () => {
    const shots = '  - take-screenshot: { save-to: login.png }\n  - take-screenshot: { save-to: login.txt }\n';
    expect(told(await play(shots))).toBe('PASS');
    expect(decode(readFileSync(path.join(folder, 'login.png')))).toMatchObject({ width: 720, height: 432 });
    expect(readFileSync(path.join(folder, 'login.txt'), 'utf8')).toBe(
      'Unlock Pattern\nDraw your unlock pattern.\nUnlock pattern: -\n[Forgot Pattern]\n',
    );
    const compare = '  - take-screenshot: { compare-with: login.png }\n  - take-screenshot: { compare-with: login.txt }\n';
    expect(told(await play(compare))).toBe('PASS');
    expect(told(await play(`  - click: Forgot Pattern\n${compare}`))).toMatch(
      /FAIL take-screenshot at 20\.050 s: the screen is not the picture .*login\.png: \d+ of 311040 pixels differ/,
    );
    expect(told(await play('  - key: "5"\n  - take-screenshot: { compare-with: login.txt }\n'))).toMatch(
      /the screen is not the text .*login\.txt: line 3 is "Unlock pattern: •", not "Unlock pattern: -"$/,
    );
  });

  test('of files that are not there, or cannot be written, are told', async () => {
    expect(told(await play('  - take-screenshot: { compare-with: nothing.png }\n'))).toMatch(
      /there is no .*nothing\.png to compare with; save it with save-to first/,
    );
    expect(told(await play('  - take-screenshot: { save-to: no/where.png }\n'))).toMatch(/cannot be written: its folder does not exist/);
    writeFileSync(path.join(folder, 'broken.png'), 'nonsense');
    expect(told(await play('  - take-screenshot: { compare-with: broken.png }\n'))).toMatch(/one of them is no PNG file/);
    expect(existsSync(path.join(folder, 'no'))).toBe(false);
  });
});
