/**
 * No secret leaves the recorder but on its screen and in the mail it belongs to: whole lives of recorders are played, with everything said and written on the
 * way kept, and searched for every password, answer, pattern, code and key that was used, also in other forms of it.
 */
import { describe, expect, test } from 'vitest';
import { formatEntry } from '../src/bench/trace.ts';
import { parseSource } from '../src/document.ts';
import { unwrap } from '../src/errors.ts';
import { codeIn } from '../src/outside/mail-texts.ts';
import { decodeScenario } from '../src/scenario/decode.ts';
import { jsonReport } from '../src/scenario/report-json.ts';
import { junitReport } from '../src/scenario/report-junit.ts';
import { formatRun } from '../src/scenario/report-text.ts';
import { runScenario } from '../src/scenario/runner.ts';
import { Storage } from '../src/storage/storage.ts';
import { describe as inWords } from '../src/ui/terminal/describe.ts';
import { OWNER, type Person, person } from './support/owner.ts';
import { fileOf } from './support/scenarios.ts';
import { S } from './support/world.ts';

const PASSWORDS = ['Quagga2027', 'Okapi2028x', 'WrongLynx77', OWNER.password];
const ANSWERS = ['quetzalcoatl', 'xolotl-mictlan', 'tezcatlipoca', 'Coyolxauhqui'];
const EMAIL = 'zygmunt.q@recorder.test';

/** The forms in which a secret may turn up. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  // The last characters of base 64 depend on what follows.
  const forms = [
    secret,
    secret.toLowerCase(),
    secret.replaceAll('-', ''),
    bytes.toString('hex'),
    base64.slice(0, Math.floor((secret.length * 8) / 6)),
  ];
  return [...new Set(forms)];
}

function search(told: string, secrets: readonly string[]): string[] {
  const low = told.toLowerCase();
  return secrets.flatMap((secret) => formsOf(secret).filter((form) => form.length > 5 && low.includes(form.toLowerCase())));
}

/** Everything that was said about this recorder: the trace, in words too, the log of its console, and the subjects of its mails. */
function toldOf({ bench }: Person): string {
  const { entries } = bench.trace;
  return [
    ...entries.map(formatEntry),
    ...entries.map((entry) => inWords(entry, bench)?.text ?? ''),
    Buffer.from(bench.hal.console.sentSince(0)).toString('utf8'),
    ...bench.outside.post.inbox.map(({ subject, from, messageId }) => `${subject} ${from.name} ${messageId}`),
    JSON.stringify(bench.outside.phone.screen),
    bench.shown.lines.join('\n'),
  ].join('\n');
}

const secretsOf = ({ bench }: Person): string[] => {
  const { identity } = new Storage(bench.hal.flash);
  const codes = bench.outside.post.inbox.flatMap(({ text }) => codeIn(text) ?? []);
  return [...PASSWORDS, ...ANSWERS, ...codes, ...(identity ? [identity.key, identity.key.slice(0, 16)] : [])];
};

/** A life with set-up, wrong and right logins, and every way back in; by hand, and with texts left lying in fields. */
async function live(): Promise<Person> {
  const who = person({ state: 'factory' }).fill({ 'New Password': 'Quagga2027', 'Confirm Password': 'Quagga2027' }, 'Next');
  who.draw(1, 5, 9, 6).draw(1, 5, 9, 6).fill({ 'Reserved Email': EMAIL });
  const questions = ['What is your favourite book?', 'In which street did you grow up?', 'In which city were you born?'];
  questions.forEach((question, index) => {
    who.choose(`Question ${index + 1}`, question).fill({ [`Answer ${index + 1}`]: ANSWERS[index] ?? '' });
  });
  who.click('Save', 'I have read and agree to all terms', 'Next', 'Finish', 'Log Out');
  who.logIn('WrongLynx77');
  who.toQrCode();
  const code = (await who.scan()) ?? '';
  who.enterCode('0000-0000');
  who.enterCode(code);
  who.fill({ 'New Password': 'short;' }, 'Save').setPassword('Okapi2028x').click('OK').toQrCode();
  who.choose('Reset Type', 'Security Questions');
  who.fill({ 'Answer 1': ANSWERS[0] ?? '', 'Answer 2': 'Coyolxauhqui', 'Answer 3': '' }, 'Next');
  return who.fill({ 'Answer 1': ANSWERS[0] ?? '', 'Answer 2': ANSWERS[1] ?? '', 'Answer 3': ANSWERS[2] ?? '' });
}

describe('nothing that is told has a secret in it', () => {
  test('of a whole life: set-up, wrong and right logins, QR code, mail, questions', async () => {
    const who = await live();
    const told = toldOf(who);
    expect(told.length).toBeGreaterThan(5_000);
    expect(secretsOf(who).length).toBeGreaterThan(9);
    expect(search(told, secretsOf(who))).toEqual([]);
    // The search finds what is there.
    expect(search(`${told} okapi2028X`, secretsOf(who))).toEqual(['Okapi2028x', 'okapi2028x']);
    expect(told).not.toContain(EMAIL);
  });

  test('of its console in screen mode but on the screen itself: passwords are bullets there', async () => {
    const who = person();
    const { console: line } = who.bench.hal;
    line.receive(Buffer.from('\r'));
    who.wait(S);
    line.receive(Buffer.from('\t\r'));
    who.wait(S);
    line.receive(Buffer.from('Quagga2027'));
    who.wait(S);
    const sent = Buffer.from(line.sentSince(0)).toString('utf8');
    expect(sent).toContain('•');
    expect(search(sent, PASSWORDS)).toEqual([]);
  });

  test('of scenarios that fail in the middle of secrets: text, JSON and JUnit', async () => {
    const steps = [
      '  - power: on',
      '  - wait-state: { state: boot.ready }',
      '  - click: Forgot Pattern',
      '  - click: Forgot Password',
      '  - click: OK',
      '  - scan-qr:',
      '  - wait-mail: { code-as: CODE }',
      '  - input: { field: Security code, value: "${CODE}" }',
      '  - choose: { field: Reset Type, option: Security Questions }',
      '  - input: { field: Answer 1, value: quetzalcoatl }',
      '  - input: { field: Answer 2, value: xolotl-mictlan }',
    ];
    for (const last of [
      '  - click: Nowhere',
      '  - wait-screen: { title: Nowhere, timeout: 1 s }',
      `  - input: { field: Answer 3, value: "${ANSWERS[2]?.repeat(10)}" }`,
    ]) {
      const text = fileOf(`${[...steps, last].join('\n')}\n`, 'state: provisioned');
      const run = await runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'test.yaml')), { hashCost: 1 })));
      expect(run.outcome).toBe('FAIL');
      const timed = [{ run, wallMs: 1, replay: 'recsim test test.yaml' }];
      const told = [formatRun(timed[0] as never, (_, each) => each, true), jsonReport(timed), junitReport(timed)].join('\n');
      expect(search(told, [...PASSWORDS, ...ANSWERS])).toEqual([]);
      expect(told).not.toMatch(/\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/);
    }
  });

  test('of a recorder that breaks: what it throws has none of what it was given', () => {
    const who = person({ state: 'factory' }).fill({ 'New Password': 'Quagga2027', 'Confirm Password': 'Quagga2027' }, 'Next').click('Skip');
    const { flash } = who.bench.hal;
    flash.begin = () => {
      throw new Error('the flash is gone');
    };
    let thrown: unknown;
    try {
      who.click('Save');
    } catch (error) {
      thrown = error;
    }
    const { inspect } = process.getBuiltinModule('node:util');
    expect(thrown).toBeInstanceOf(Error);
    expect(search(`${inspect(thrown, { depth: 10 })}\n${(thrown as Error).stack}\n${toldOf(who)}`, PASSWORDS)).toEqual([]);
    // Nor has the recorder when somebody prints it.
    expect(search(inspect(who.bench.recorder, { depth: 12, showHidden: true }), PASSWORDS)).toEqual([]);
  });
});
