/**
 * Every screen of the menus on a terminal of 80 x 24, come to with the keys of a keyboard alone. What the recorder means to show (its screen as data) must stand on the
 * terminal: title, words, labels, contents; nothing may be left out for want of room.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { screenStates } from '../../../src/ui/screen/menu-screens.ts';
import type { Language, Part } from '../../../src/ui/screen/model.ts';
import { Attached } from '../../support/attached.ts';
import { type Given, OWNER, readyBench } from '../../support/owner.ts';
import { seedBoard } from '../../support/world.ts';

type Step = (at: Attached) => Promise<unknown>;

const press = (...ids: string[]): Step[] => ids.map((id) => (at: Attached) => at.press(id));
const fill = (fields: Readonly<Record<string, string>>): Step[] =>
  Object.entries(fields).map(
    ([id, text]) =>
      (at: Attached) =>
        at.fill(id, text),
  );
const draw =
  (...points: number[]): Step =>
  (at) =>
    at.draw(points);
const choose =
  (id: string, option: string): Step =>
  (at) =>
    at.choose(id, option);

const NEW = { 'new-password': 'Camera2027', 'confirm-password': 'Camera2027' };
const ANSWERS = { 'answer-1': 'blue', 'answer-2': 'rex', 'answer-3': 'porto' };
const LOGIN = [draw(...(OWNER.pattern ?? []))];
const TO_NOTICE = press('forgot-pattern', 'forgot-password');
const QUESTIONS = [
  ...[1, 2, 3].flatMap((n) => [choose(`question-${n}`, ['question.pet', 'question.city', 'question.colour'][n - 1] as string)]),
  ...fill({ 'answer-1': 'one', 'answer-2': 'two', 'answer-3': 'three' }),
];

interface Journey extends Given {
  readonly steps: readonly Step[];
}

const JOURNEYS: Readonly<Record<string, Journey>> = {
  'the wizard': {
    state: 'factory',
    steps: [
      ...fill({ ...NEW, hint: 'the usual' }),
      ...press('next'),
      draw(1, 4, 7, 8),
      draw(1, 4, 7, 8),
      ...fill({ email: 'new@recorder.test' }),
      ...QUESTIONS,
      ...press('save', 'agree', 'next', 'finish'),
    ],
  },
  'a login by pattern, a wrong one first, and every page of the desktop': {
    steps: [
      draw(3, 2, 1, 4),
      ...LOGIN,
      ...press('event-log', 'back', 'system', 'restart', 'cancel', 'default', 'factory-default', 'cancel', 'back', 'back', 'security'),
      ...press('password'),
      ...fill({ 'old-password': OWNER.password, ...NEW }),
      ...press('save', 'pattern'),
      draw(1, 4, 7, 8),
      draw(1, 4, 7, 8),
      ...press('pattern', 'remove', 'questions'),
      ...QUESTIONS,
      ...press('save', 'email'),
      ...fill({ email: 'new@recorder.test' }),
      ...press('save', 'back', 'log-out'),
    ],
  },
  'a login by password, wrong until it is locked': {
    steps: [...press('forgot-pattern'), ...[1, 2, 3, 4, 5].flatMap(() => [...fill({ password: 'wrong' }), ...press('ok')])],
  },
  'the way back by questions': {
    steps: [
      ...TO_NOTICE,
      ...press('ok'),
      ...fill({ 'security-code': '0000-0000' }),
      ...press('next', 'refresh'),
      choose('reset-type', 'security-questions'),
      ...fill({ ...ANSWERS, 'answer-2': 'cat' }),
      ...press('next'),
      ...fill(ANSWERS),
      ...press('next'),
      ...fill(NEW),
      ...press('save', 'ok'),
    ],
  },
  'no way back': { owner: { pattern: undefined, email: undefined, questions: undefined }, steps: press('forgot-password', 'ok') },
  'no address for a code': { owner: { email: undefined }, steps: [...TO_NOTICE, ...press('ok')] },
  'an address is asked for': {
    owner: { email: undefined },
    board: seedBoard({ promptForMissingEmail: true }),
    steps: [...TO_NOTICE, ...press('ok'), ...fill({ email: 'late@recorder.test' }), ...press('next')],
  },
};

const seen = new Set<string>();
/** Two texts that differ only in how they are broken into lines. */
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The words that must stand there for a part. */
function wordsOf(part: Part): string[] {
  switch (part.kind) {
    case 'text':
      return [part.words.text];
    case 'fact':
      return [part.label.text, part.words.text];
    case 'field':
      return [part.label.text, part.shown.slice(-30)];
    case 'choice':
      return [part.label.text, part.options[part.chosen]?.words.text ?? ''];
    case 'check':
    case 'button':
      return [part.label.text];
    case 'list':
      return [part.rows[part.top] ?? ''];
    default:
      return [];
  }
}

/** Compares the terminal with what the recorder means to show; notes that this screen was seen. */
function look(at: Attached): void {
  const { screen, lines } = at;
  seen.add(screen.id);
  expect(lines[0]?.trim(), screen.id).toBe(screen.title.text);
  const words = squeezed(lines.slice(1).join(' '));
  // Beside a QR code the words are broken in between.
  const isApart = screen.parts.some(({ kind }) => kind === 'qr');
  for (const part of screen.parts) {
    for (const text of wordsOf(part).flatMap((each) => (isApart ? each.split(/\s+/) : [each]))) expect(words, screen.id).toContain(squeezed(text));
    if (part.kind === 'pattern') expect(at.text.match(/[○●◉]/g), screen.id).toHaveLength(9);
    if (part.kind === 'qr') expect(words, screen.id).not.toContain('needed');
  }
}

async function walk({ steps, ...given }: Journey, language: Language): Promise<void> {
  const bench = readyBench({ ...given, language });
  const at = await new Attached(bench).type('\r');
  expect(at.isOnScreen).toBe(true);
  look(at);
  for (const step of steps) {
    await step(at);
    look(at);
    // What it checks and stores takes its time, and has a screen of its own meanwhile.
    for (let steps = 0; /checking|saving|preparing|refreshing|removing/.test(at.menu) && steps < 1000; steps++) {
      bench.clock.step();
      if (!seen.has(at.menu)) {
        await at.show();
        look(at);
      }
    }
    await at.show();
    look(at);
  }
}

describe.each(['en', 'es'] as const)('the menus in %s on a terminal of 80 x 24', (language) => {
  it.each(Object.keys(JOURNEYS))('%s: each screen as the recorder means it', async (name) => {
    await walk(JOURNEYS[name] as Journey, language);
  });
});

afterAll(() => {
  expect(screenStates().filter((state) => !seen.has(state))).toEqual([]);
});
