/**
 * When two moments of a desk are taken for the same: where the screen, what is stored, what the judge knows and what the clocks can still bring about are the same. Of counts it matters whether none, one, all or some
 * are left, of times whether their limit has passed: so these classes are what the search tells apart.
 */
import type { Route } from '../../storage/attempts.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Desk } from './desk.ts';
import { isLockTold } from './moves.ts';

const FAR_MS = 3_600_000;

/** What is left of guesses. */
function countOf(desk: Desk, route: Route, storage: Storage): string {
  const left = desk.leftOf(route, storage);
  if (left > 1) {
    const limit = { login: desk.board.loginAttempts, questions: desk.board.questionLimit, code: desk.board.wrongCodeLimit }[route];
    return left === Number.POSITIVE_INFINITY || left >= limit ? 'all' : 'some';
  }
  return left > 0 ? 'one' : 'none';
}

const ageOf = (leftMs: number | undefined): string => (leftMs === undefined ? '-' : leftMs <= 0 ? 'old' : 'young');

/** The same for all moments that are taken for the same. */
export function keyOf(desk: Desk): string {
  const { judge, storage, place } = desk;
  const rtcMs = desk.bench.hal.rtc.read();
  const ms = judge.timeMs(desk.nowUs, rtcMs);
  const { challenge, credentials, journal } = storage;
  const latest = judge.codes.at(-1);
  const other = judge.codes.findLast(({ sequence }) => sequence !== latest?.sequence);
  const isLive = typeof challenge === 'object';
  return [
    place,
    // A lock that the screen tells of, and the judge knows nothing of, or the other way round.
    place.startsWith('login') || place === 'recovery.questions' ? isLockTold(desk) : '',
    credentials.kind,
    judge.login.password === undefined ? 'factory' : judge.login.hasPattern,
    journal.pending !== undefined,
    countOf(desk, 'login', storage),
    countOf(desk, 'questions', storage),
    isLive ? countOf(desk, 'code', storage) : '-',
    isLive ? (challenge.sequence === judge.shown?.sequence ? `shown ${challenge.issue}` : 'unseen') : challenge,
    judge.codes.filter(({ sequence }) => sequence === judge.shown?.sequence).length,
    latest?.fate,
    other !== undefined,
    ageOf(judge.leftMs(ms)),
    judge.shown?.isWithoutTime ?? false,
    rtcMs === undefined ? 'dead' : ms - rtcMs > FAR_MS,
  ].join(' ');
}
