/** The coach before every screen of the menus, at every place, before and after the fields are filled: a reviewed table, and what must hold for all of it. */
import { describe, expect, it } from 'vitest';
import { plainLine } from '../../../src/ui/cells/ansi.ts';
import { Canvas } from '../../../src/ui/cells/canvas.ts';
import { Form } from '../../../src/ui/screen/form.ts';
import type { FormView } from '../../../src/ui/screen/form-view.ts';
import { type MenuView, screenStates } from '../../../src/ui/screen/menu-screens.ts';
import { isControl } from '../../../src/ui/screen/model.ts';
import { pressFor } from '../../../src/ui/terminal/advice.ts';
import { advise } from '../../../src/ui/terminal/coach.ts';
import { drawCoach } from '../../../src/ui/terminal/draw-coach.ts';
import { keyFor } from '../../../src/ui/terminal/keys.ts';
import { type Situation, situationOf } from '../../../src/ui/terminal/situation.ts';
import type { Place } from '../../../src/ui/terminal/whereabouts.ts';
import { createDesk, seconds, view } from '../../support/desk.ts';
import { screenOf } from '../../support/menu-screens.ts';
import { S } from '../../support/world.ts';

const PLACES = ['desk', 'monitor', 'phone', 'inbox', 'anywhere'] as const satisfies readonly Situation['place'][];

const desk = createDesk();
desk.bench.advance(seconds(30));
const BASE = situationOf(desk);
const REMEMBERED: Situation['memory'] = {
  errand: { kind: 'open' },
  knowsPassword: false,
  knowsPattern: false,
  knowsAnswers: true,
  isWayClosed: false,
  hasCodeMail: false,
  code: undefined,
  unread: 0,
};

const EMPTY: FormView = new Form();
const FILLED: FormView = {
  field: () => ({ value: 'filled', cursor: 6 }),
  choice: () => ({ chosen: 0 }),
  isChecked: () => true,
  points: () => [1, 2],
  top: () => 0,
};

interface Case {
  readonly menu: string;
  readonly form?: FormView;
  readonly place: Situation['place'];
  readonly screen?: Partial<MenuView>;
  readonly memory?: Partial<Situation['memory']>;
  readonly phoneState?: string;
}

function situation({ menu, form = EMPTY, place, screen, memory = {}, phoneState = 'apps' }: Case): Situation {
  return {
    ...BASE,
    place,
    menu,
    boot: menu.startsWith('wizard.') ? 'ready.wizard' : 'ready.login',
    screen: screenOf(menu, form, screen),
    phoneState,
    memory: { ...REMEMBERED, ...memory },
  };
}

/** What the coach says, checked against what there is: the key, the control, and the room on a line of 80 columns. */
function said(given: Case): string {
  const at = situation(given);
  const { place, screen } = at;
  const advice = advise(at);
  const { tone, text, action, part } = advice;
  expect(text).not.toBe('');
  if (place === 'anywhere') {
    expect(text).not.toMatch(/[Ss]it at|press |\(p\)/);
    return `${tone}: ${text}`;
  }
  if (action) expect([text, keyFor(action, place)]).not.toEqual([text, undefined]);
  if (part !== undefined) {
    expect(screen?.parts.filter(isControl).map(({ id }) => id)).toContain(part);
    expect([text, place]).toEqual([text, 'monitor']);
  }
  const canvas = new Canvas(80, 1);
  drawCoach(canvas, 0, { ...view(desk), advice, place: place as Place, screen });
  expect(plainLine(canvas.lines[0] ?? [])).not.toContain('…');
  const press = pressFor(advice, place, screen);
  return `${tone}: ${text}${press ? ` [${press}]` : ''}`;
}

describe('the coach before the menus', () => {
  it('has a sentence for every screen, at every place, with the key for it', async () => {
    const rows = screenStates().flatMap((menu) => {
      const groups: { where: string[]; sentence: string }[] = [];
      const note = (where: string, sentence: string) => {
        const same = groups.find((group) => group.sentence === sentence);
        if (same) same.where.push(where);
        else groups.push({ where: [where], sentence });
      };
      for (const place of PLACES) note(place, said({ menu, place }));
      const filled = said({ menu, place: 'monitor', form: FILLED });
      if (!groups.some(({ sentence }) => sentence === filled)) groups.push({ where: ['monitor, filled in'], sentence: filled });
      return [menu, ...groups.map(({ where, sentence }) => `  ${where.join(', ').padEnd(20)} ${sentence}`)];
    });
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('coach-menus.txt');
  });

  it('asks for nothing while the recorder is at work', () => {
    for (const menu of screenStates().filter((state) => /checking|saving|preparing|refreshing|removing/.test(state)))
      expect(said({ menu, place: 'monitor' })).toMatch(/^wait: /);
  });

  it('leads from the QR code to the security code, through every step of the phone', () => {
    const qr = { menu: 'recovery.qr-code' } as const;
    const phone = (phoneState: string, memory?: Partial<Situation['memory']>) =>
      said({ ...qr, place: 'phone', phoneState, ...(memory ? { memory } : {}) });
    expect(said({ ...qr, place: 'monitor' })).toBe('do: Take the phone and scan the QR code [ctrl-f]');
    expect(said({ ...qr, place: 'desk' })).toBe('do: Take the phone and scan the QR code [f]');
    expect(['apps', 'app', 'home', 'setting', 'password-security', 'permission', 'camera', 'reading', 'asking'].map((state) => phone(state))).toEqual(
      [
        'do: Open one of the apps: any of them can scan the code [enter]',
        'do: Tap Home [enter]',
        'do: Tap Setting [enter]',
        'do: Tap Password Security [enter]',
        'do: Tap Reset Password [enter]',
        'do: Allow the app to use the camera [enter]',
        'do: The QR code is in the picture: scan it [enter]',
        'wait: One moment ...',
        'wait: One moment ...',
      ],
    );
    const sent = { errand: { kind: 'sent' } } as const;
    expect(phone('answered', sent)).toBe('wait: A mail with the security code is on its way: it takes some seconds');
    const came = { ...sent, hasCodeMail: true };
    expect(phone('answered', came)).toBe('do: A mail has come: read it [i]');
    expect(said({ ...qr, place: 'monitor', memory: came })).toBe('do: A mail has come: read it [ctrl-e]');
    const read = { ...came, code: '6DY7-WNCJ' };
    expect(said({ ...qr, place: 'inbox', memory: read })).toBe('do: Type the security code that the mail says: 6DY7-WNCJ [t]');
    expect(said({ ...qr, place: 'monitor', memory: read })).toBe('do: Type the security code that the mail says: 6DY7-WNCJ [ctrl-t]');
    expect(said({ ...qr, place: 'desk', memory: read })).toBe('do: Sit at the monitor and type the security code 6DY7-WNCJ [m]');
    expect(said({ ...qr, place: 'monitor', memory: read, form: FILLED })).toBe('do: Click Next: the recorder looks at the code [enter]');
  });

  it('finds a way out where the scan went wrong', () => {
    const qr = { menu: 'recovery.qr-code' } as const;
    const phone = (phoneState: string) => said({ ...qr, place: 'phone', phoneState });
    expect(phone('denied')).toBe('wrong: Without the camera there is no way: go back [escape]');
    expect(phone('nothing-read')).toBe('wrong: Now the QR code is in the picture: scan again [enter]');
    expect(phone('foreign-read')).toBe('wrong: Now the QR code is in the picture: scan again [enter]');
    expect(phone('unreachable')).toBe('wrong: The service cannot be reached: try again later [enter]');
    expect(phone('answered')).toBe('do: That was an earlier QR code: tap Done and scan the new one [enter]');
    expect(said({ menu: 'login.pattern', place: 'phone', phoneState: 'camera' })).toBe(
      'do: The phone scans QR codes: first bring one to the monitor [m]',
    );
    const lost = { errand: { kind: 'lost' } } as const;
    expect(said({ ...qr, place: 'monitor', memory: lost })).toBe('wrong: The mail was lost on its way: scan the QR code again [ctrl-f]');
    const handedOver = { errand: { kind: 'handed-over' } } as const;
    expect(said({ ...qr, place: 'monitor', memory: handedOver })).toBe('wait: The mail is out in the world: look into your own inbox');
  });

  it.each(['not-ours', 'unknown-recorder', 'not-genuine', 'superseded', 'no-address', 'used-up', 'too-many'])(
    'knows what to do when the service refuses: %s',
    async (why) => {
      const memory = { errand: { kind: 'refused', why } } as const;
      for (const place of PLACES) {
        for (const questions of [[], ['What is your favourite colour?']])
          expect(said({ menu: 'recovery.qr-code', place, memory, screen: { questions } })).toMatch(/^wrong: /);
      }
    },
  );

  it('after a wrong code, offers another try and a new QR code', () => {
    const message = { text: 'The security code is wrong or no longer valid.', from: 'assumed' } as const;
    expect(said({ menu: 'recovery.qr-code', place: 'monitor', screen: { message } })).toBe(
      'wrong: Wrong or too old: type it again, or click Refresh and scan anew',
    );
  });

  it('sends to what the recorder says where it refuses what was typed', () => {
    const message = { text: 'The two passwords differ.', from: 'assumed' } as const;
    for (const menu of [
      'wizard.password',
      'recovery.new-password',
      'desktop.set-password',
      'wizard.protection',
      'recovery.email',
      'desktop.set-email',
    ])
      expect(said({ menu, place: 'monitor', form: FILLED, screen: { message } })).toMatch(/^wrong: The recorder does not take it/);
  });

  it('leads by the questions, with the answers of the owner whom recsim knows, and of no other', () => {
    const questions = { menu: 'recovery.questions', place: 'monitor' } as const;
    expect(said(questions)).toBe('do: Type answer 1; the owner of this recorder set "blue"');
    expect(said({ ...questions, memory: { knowsAnswers: false } })).toBe('do: Type the answer that was set for question 1');
    expect(said({ ...questions, screen: { questionsLockUs: 60 * S } })).toMatch(/^wait: Too many wrong answers/);
    expect(said({ menu: 'recovery.no-qr-code', place: 'monitor', screen: { maskedEmail: undefined } })).toBe(
      'wrong: No code can be sent: choose Security Questions as Reset Type [enter]',
    );
    expect(said({ menu: 'recovery.no-qr-code', place: 'monitor', screen: { maskedEmail: undefined, questions: [] } })).toBe(
      'wrong: No code can be sent, and there are no questions: click Cancel [tab]',
    );
  });

  it('once the person knows their password and pattern, asks for them instead of a reset', () => {
    const knows = { knowsPassword: true, knowsPattern: true };
    expect(said({ menu: 'login.pattern', place: 'monitor', memory: knows })).toBe('do: Draw your pattern to log in: drag, or digits 1 to 9');
    expect(said({ menu: 'login.password', place: 'monitor', memory: knows })).toBe('do: Type your new password to log in');
    expect(said({ menu: 'login.password', place: 'desk', memory: knows })).toBe('do: Log in with your new password at the monitor [m]');
    expect(said({ menu: 'login.password', place: 'monitor', memory: knows, screen: { loginLockUs: 60 * S } })).toMatch(/^wait: Too many wrong/);
    expect(said({ menu: 'login.pattern', place: 'monitor', screen: { loginLockUs: 60 * S } })).toBe(
      'do: Forgot the pattern? Click Forgot Pattern [tab]',
    );
  });

  it('sends to the reset button whoever has no way back by the menus', () => {
    const closed = { isWayClosed: true };
    expect(said({ menu: 'login.password', place: 'monitor', memory: closed })).toBe(
      'wrong: The menus know no way back: use the reset button [ctrl-o]',
    );
    expect(said({ menu: 'login.password', place: 'desk', memory: closed })).toBe(
      'do: The menus know no way back, the reset button does: pull the plug [p]',
    );
  });
});
