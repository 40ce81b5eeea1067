/** What holds of every move at the menus, whatever it was: by what the flash says and where the screen is before it and after. */
import { ROUTES } from '../../storage/attempts.ts';
import type { Desk } from './desk.ts';
import type { Before } from './expected.ts';
import { isStored } from './login-data.ts';
import type { Move } from './moves.ts';
import type { PropertyId } from './properties.ts';

/** How it was before a move. */
export interface Start extends Before {
  /** Of the challenge that is stored. */
  readonly sequence: number;
}

/** Forgets what was noted for moves before. */
export function startOf(desk: Desk): Start {
  const { storage, place } = desk;
  const { challenge } = storage;
  desk.takeSaved();
  desk.takeRight();
  return { place, lefts: desk.lefts(storage), sequence: typeof challenge === 'object' ? challenge.sequence : 0 };
}

const INSIDE = /^(desktop\.|recovery\.new-password|wizard\.)/;

/** Breaks what does not hold. */
export function conclude(desk: Desk, move: Move, before: Start): void {
  const { storage, judge, place } = desk;
  concludeCounts(desk, before);
  const isInside = INSIDE.test(place) && !INSIDE.test(before.place);
  const isHis = place.startsWith('wizard.') && judge.login.password === undefined;
  const isTold = desk.broken.some(({ property }) => TELLING.includes(property));
  if (move.who !== 'owner' && isInside && !isHis && !isTold) desk.break('stranger', `${before.place} led to ${place}`);
  if (storage.journal.pending === undefined && !isStored(judge.login, storage))
    desk.break('whole', `the flash has ${storage.credentials.kind} login data, and not those there must be`);
}

/** Guesses that are left go up for a reason, and a lock is known to the judge. */
function concludeCounts(desk: Desk, before: Start): void {
  const { storage, judge } = desk;
  const { challenge } = storage;
  const lefts = desk.lefts(storage);
  const hasSaved = desk.takeSaved();
  const right = desk.takeRight();
  const isRenewed = typeof challenge === 'object' && challenge.sequence !== before.sequence;
  for (const route of ROUTES) {
    const isMore = lefts[route] > before.lefts[route];
    const isDue = route === 'code' ? isRenewed : before.lefts[route] === 0 && judge.lockLeftUs(route) === 0;
    if (isMore && !isDue && !hasSaved && !right.has(route))
      desk.break('attempts', `${before.lefts[route]} were left of the ${ROUTE_WORDS[route]}, and now there are ${lefts[route]}`);
    if (route === 'code') continue;
    if (lefts[route] > 0) judge.unlock(route);
    // A guess that a power cut left without an answer may have been the last.
    else if (before.lefts[route] > 0 && judge.lockLeftUs(route) === 0) judge.lock(route, 0);
  }
}

/** They say more than that somebody was let in. */
const TELLING: readonly PropertyId[] = ['lock', 'once', 'life', 'own', 'reset'];
const ROUTE_WORDS = { login: 'guesses at the password', questions: 'guesses at the answers', code: 'guesses at the code' } as const;
