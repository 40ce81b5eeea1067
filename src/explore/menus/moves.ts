/**
 * What can be done at a desk, and by whom: the adversary does what needs no secret, the owner what does, and the world pulls plugs, lets time pass and spoils clocks. What is offered follows from the present screen.
 * Guesses are made until one is left, and then that one: what lies between differs in nothing but the count.
 */
import { OWNER } from '../../bench/factory.ts';
import { formatDuration, US_PER_MS, US_PER_S, type Us } from '../../units.ts';
import { awaitUnlocked, changePassword, defaultByMenu, holdFor, isLockTold, restartByMenu, saveNewPassword, setUp } from './deeds.ts';
import type { Desk, Player } from './desk.ts';
import { PASSWORDS } from './login-data.ts';
import { isHeldThroughPowerUp } from './room.ts';

export interface Move {
  readonly who: Player;
  /** What is done; no two moves that are offered together have the same words. */
  readonly words: string;
  readonly act: (desk: Desk) => Promise<void> | void;
  /** What else can be tried at the same place, once it is known how long this took. */
  readonly also?: (tookUs: Us) => readonly Move[];
  /** It stores something: power may be lost at each of its flash operations. */
  readonly isStoring?: true;
  /** It is judged, and nothing is tried after it: it takes a day, and what it leads to is come to in other ways. */
  readonly isLast?: true;
  /** And after the last of them, too: the recorder has done it, and nobody was told. */
  readonly isSaving?: true;
}

export const WRONG_PASSWORD = 'Wrong2026';
const WRONG_PATTERN = [7, 8, 9, 6];
export const WRONG_CODE = '0000-0000';
/** So long until the recorder has stored the time for sure. */
const MARKED_US = 11 * 60 * US_PER_S;
/** For what is stored as soon as a lock has ended. */
const SHORT_US = 100 * US_PER_MS;

const clicking = (who: Player, words: string, id: string, isStoring = false): Move => ({
  who,
  words: `clicks ${words}`,
  act: (desk) => desk.click(id),
  ...(isStoring ? { isStoring } : {}),
});

/** Power is lost at a flash operation of a move. */
export const cutting = (move: Move, operation: number, when: 'during' | 'after'): Move => ({
  who: move.who,
  words: `${move.words}; power is cut ${when} flash operation ${operation}`,
  async act(desk) {
    desk.orderCut(operation, when);
    await move.act(desk);
    desk.afterCut();
  },
});

const waiting = (us: Us, words: string): Move => ({ who: 'world', words, act: (desk) => desk.wait(us) });

/** What a guess of a password says: one that counted once, if there is such a one. */
const wrongPassword = ({ judge }: Desk): string => (judge.former === undefined ? WRONG_PASSWORD : (PASSWORDS[judge.former] as string));

/** Guesses at one secret: all but the last at once, then one by one. */
function guesses(left: number, limit: number, words: readonly [one: string, more: string], one: (desk: Desk) => void): Move[] {
  const many = Math.min(left, limit) - 1;
  if (Number.isFinite(left) && many > 0)
    return [
      {
        who: 'adversary',
        words: `tries ${many === 1 ? words[0] : `${many} ${words[1]}`}`,
        act(desk) {
          for (let count = 0; count < many && desk.isOn; count++) one(desk);
        },
      },
    ];
  return [{ who: 'adversary', words: `tries ${words[0]}`, act: one, isStoring: true }];
}

/** Through the notice to the QR code, from the login. */
const ASK: Move = {
  who: 'adversary',
  words: 'asks for the QR code',
  act(desk) {
    desk.click('forgot-pattern');
    desk.click('forgot-password');
    desk.click('ok');
  },
  isStoring: true,
};

/** Whoever does not want what the notice says is back at the login, and nothing has happened. */
const ASK_NOT: Move = {
  who: 'adversary',
  words: 'reads the notice and cancels',
  act(desk) {
    desk.click('forgot-password');
    const { place } = desk;
    desk.click(desk.has('cancel') ? 'cancel' : 'ok');
    if (!desk.place.startsWith('login.')) desk.break('wayOut', `${place} leads to ${desk.place}`);
  },
};

/** The lock runs out; and just before it does the owner is still refused. */
const untilUnlocked = (tryRight: (desk: Desk) => void): Move => ({
  who: 'world',
  words: 'the lock runs out',
  act(desk) {
    awaitUnlocked(desk);
    desk.wait(SHORT_US);
  },
  also: (tookUs) => [
    {
      who: 'owner',
      words: 'tries with the right secret 1 us before the lock runs out',
      act(desk) {
        desk.wait(tookUs - SHORT_US - 1);
        tryRight(desk);
        awaitUnlocked(desk);
        desk.wait(SHORT_US);
      },
    },
  ],
});

/** Clocks are spoiled where the age of a code hangs on them. A clock that was ahead for a while is as one that is behind. */
function clockMoves({ rtc, judge }: Desk): Move[] {
  if (rtc !== 'right' || !judge.codes.some(({ fate }) => fate === 'good')) return [];
  return [
    { who: 'world', words: 'the clock is set back 23 h', act: (desk) => desk.setClock('back') },
    { who: 'world', words: 'the battery of the clock dies', act: (desk) => desk.setClock('dead') },
    {
      who: 'world',
      words: 'the clock is 25 h ahead for one power-up',
      act(desk) {
        desk.setClock('forward');
        desk.plugIn();
        desk.wait(MARKED_US);
        desk.pullPlug();
        desk.setClock('right');
      },
    },
  ];
}

const PLUG_IN: Move = { who: 'world', words: 'plugs in', act: (desk) => desk.plugIn(), isStoring: true };
const PULL_PLUG: Move = { who: 'world', words: 'pulls the plug', act: (desk) => desk.pullPlug() };

function offMoves(desk: Desk): Move[] {
  const { board, judge } = desk;
  const holdUs = holdFor(board, 'factory-default');
  const leftMs = judge.leftMs(judge.timeMs(desk.nowUs, desk.bench.hal.rtc.read()));
  return [
    PLUG_IN,
    ...clockMoves(desk),
    ...(leftMs !== undefined && leftMs > 0 && judge.codes.some(({ fate }) => fate === 'good')
      ? [waiting(leftMs * US_PER_MS, 'the life of the code passes without power')]
      : []),
    ...(holdUs === undefined || judge.login.password === undefined
      ? []
      : [
          {
            who: 'owner',
            words: `holds the button ${isHeldThroughPowerUp(board) ? 'through a power-up' : 'of the running recorder'}, for ${formatDuration(holdUs)}`,
            act(at: Desk) {
              at.tellReset();
              at.hold(holdUs);
              const { place } = at;
              if (place !== 'wizard.password') at.break('byButton', `a full hold leads to ${place}`, { 'expect-state': { state: 'menu.wizard' } });
            },
          } as const,
        ]),
  ];
}

/** What may be typed as a security code: those that were mailed, the latest of each kind, and one that was made up. */
function codeMoves(desk: Desk, left: number): Move[] {
  const { judge, board } = desk;
  const latest = judge.codes.at(-1);
  const earlier = judge.codes.findLast(({ sequence, issue }) => sequence === latest?.sequence && issue !== latest.issue);
  const other = judge.codes.findLast(({ sequence }) => sequence !== latest?.sequence);
  const ms = judge.timeMs(desk.nowUs, desk.bench.hal.rtc.read());
  const mailed = [latest, earlier, other].flatMap((code) => {
    if (!code) return [];
    const breaks = judge.clone().breaks(code, ms, desk.bench.hal.rtc.read() === undefined);
    const who = breaks === undefined && left > 0 ? 'owner' : 'adversary';
    const kind = {
      replaced: 'a code that was replaced',
      used: 'a code that was used',
      void: 'a void code',
      'too-old': 'a code that is too old',
      reset: 'a code from before the reset',
      good: '',
    };
    const words = breaks === undefined ? 'the code of the latest mail' : code.fate === 'good' ? 'a code that is too old' : kind[code.fate];
    return [
      {
        who,
        words: `types ${words}${code === latest ? '' : code === earlier ? ', the earlier of this QR code' : ', of an earlier QR code'}`,
        act: (at: Desk) => void at.guessCode(code),
        ...(who === 'owner' ? { isStoring: true } : {}),
      } as Move,
    ];
  });
  return [...guesses(left, board.wrongCodeLimit, ['a wrong code', 'wrong codes'], (at) => void at.guessCode(WRONG_CODE)), ...mailed];
}

/** At its end a code is too old, a millisecond before it is not. Nothing else is tried meanwhile. */
function oldCodeMoves({ judge, nowUs, bench, rtc }: Desk): Move[] {
  const code = judge.codes.find(({ fate }) => fate === 'good');
  const leftMs = judge.leftMs(judge.timeMs(nowUs, bench.hal.rtc.read())) ?? 0;
  if (!code || leftMs <= 1) return [];
  const typed = (who: Player, ms: number, when: string, isSetBack = false): Move => ({
    who,
    words: `types the code of the latest mail ${when}`,
    act(at) {
      at.wait(ms * US_PER_MS);
      if (isSetBack) at.setClock('back');
      at.guessCode(code);
    },
    isLast: true,
  });
  return [
    typed('owner', leftMs - 1, '1 ms before its end'),
    typed('adversary', leftMs, 'at its end'),
    ...(rtc === 'right' ? [typed('adversary', leftMs, 'at its end, the clock set back 23 h', true)] : []),
  ];
}

/** What is offered at this desk. */
export function movesAt(desk: Desk): readonly Move[] {
  const { place, board } = desk;
  if (place === 'off') return offMoves(desk);
  const storage = desk.storage;
  const left = desk.lefts(storage);
  const moves: Move[] = [PULL_PLUG];
  switch (place) {
    case 'login.pattern':
      moves.push(clicking('adversary', 'Forgot Pattern', 'forgot-pattern'), ASK);
      if (left.login <= 1)
        moves.push({ who: 'adversary', words: 'draws a wrong pattern', act: (at) => void at.guessPattern(WRONG_PATTERN), isStoring: true });
      moves.push({ who: 'owner', words: 'draws the pattern', act: (at) => void at.guessPattern(OWNER.pattern ?? []), isStoring: true });
      if (isLockTold(desk)) moves.push(untilUnlocked((at) => void at.guessPattern(OWNER.pattern ?? [])));
      break;
    case 'login.password':
      moves.push(
        ...guesses(left.login, board.loginAttempts, ['a wrong password', 'wrong passwords'], (at) => void at.guessPassword(wrongPassword(at))),
        {
          who: 'owner',
          words: 'types the password',
          act: (at) => void at.guessPassword(PASSWORDS[at.judge.login.password ?? 0] as string),
          isStoring: true,
        },
        ASK,
        ASK_NOT,
      );
      if (desk.has('back')) moves.push(clicking('adversary', 'Back', 'back'));
      if (isLockTold(desk)) moves.push(untilUnlocked((at) => void at.guessPassword(PASSWORDS[at.judge.login.password ?? 0] as string)));
      break;
    case 'recovery.qr-code': {
      moves.push(...codeMoves(desk, left.code));
      moves.push(clicking('adversary', 'Refresh', 'refresh', true), clicking('adversary', 'Cancel', 'cancel'));
      moves.push({ who: 'adversary', words: 'scans the QR code', act: async (at) => void (await at.scan()) });
      if (left.login === board.loginAttempts && left.questions === board.questionLimit) moves.push(...oldCodeMoves(desk));
      break;
    }
    case 'recovery.questions':
      moves.push(
        ...guesses(left.questions, board.questionLimit, ['wrong answers', 'times wrong answers'], (at) => void at.guessAnswers(false)),
        { who: 'owner', words: 'gives the right answers', act: (at) => void at.guessAnswers(true), isStoring: true },
        clicking('adversary', 'Cancel', 'cancel'),
        { who: 'adversary', words: 'chooses QR Code', act: (at) => at.choose('reset-type', 'qr-code'), isStoring: true },
      );
      if (isLockTold(desk)) moves.push(untilUnlocked((at) => void at.guessAnswers(true)));
      break;
    case 'recovery.new-password':
      moves.push(
        { who: 'owner', words: 'saves a new password', act: saveNewPassword, isStoring: true, isSaving: true },
        clicking('owner', 'Cancel', 'cancel'),
      );
      if (board.autoLogoutUs > 0) moves.push(waiting(board.autoLogoutUs, 'the owner leaves, and time passes'));
      break;
    case 'desktop.home':
      moves.push(
        clicking('owner', 'Log Out', 'log-out'),
        { who: 'owner', words: 'changes the password', act: changePassword, isStoring: true, isSaving: true },
        { who: 'owner', words: 'sets factory defaults by the menu', act: defaultByMenu },
        { who: 'owner', words: 'restarts by the menu', act: restartByMenu },
      );
      if (board.autoLogoutUs > 0) moves.push(waiting(board.autoLogoutUs, 'the owner leaves, and time passes'));
      break;
    case 'wizard.password':
      moves.push({ who: 'owner', words: 'sets the recorder up', act: setUp, isStoring: true, isSaving: true });
      break;
    default:
      if (desk.has('cancel')) moves.push(clicking('adversary', 'Cancel', 'cancel'));
      else if (desk.has('ok')) moves.push(clicking('adversary', 'OK', 'ok'));
      else if (desk.has('back')) moves.push(clicking('owner', 'Back', 'back'));
  }
  if (desk.has('reset-type') && place !== 'recovery.questions')
    moves.push({ who: 'adversary', words: 'chooses Security Questions', act: (at) => at.choose('reset-type', 'security-questions') });
  return moves;
}
