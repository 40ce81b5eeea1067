/**
 * When two moments of a desk are taken for the same: where the screen, what is stored, what the judge knows and what the clocks can still bring about are the same. Of counts it matters whether several, one or none is
 * left, of times whether their limit has passed, of codes which there are for the present QR code and whether there are others: so these classes are what the search tells apart.
 */
import type { Route } from '../../storage/attempts.ts';
import type { Storage } from '../../storage/storage.ts';
import { isLockTold } from './deeds.ts';
import type { Desk } from './desk.ts';

/** A clock that is so far behind the recorder's time was set back, or was ahead before. */
const BEHIND_MS = 3_600_000;

function countOf(desk: Desk, route: Route, storage: Storage): string {
  const left = desk.leftOf(route, storage);
  return left > 1 ? 'several' : left > 0 ? 'one' : 'none';
}

/** The same for all moments that are taken for the same. */
export function keyOf(desk: Desk): string {
  const { judge, storage, place } = desk;
  const { challenge, credentials, journal } = storage;
  const rtcMs = desk.bench.hal.rtc.read();
  const ms = judge.timeMs(desk.nowUs, rtcMs);
  const isLive = typeof challenge === 'object';
  const sequence = isLive ? challenge.sequence : judge.shown?.sequence;
  const codes = judge.codes.filter((code) => code.sequence === sequence);
  const fate = codes.at(-1)?.fate;
  return [
    place,
    // A lock that the screen tells of and the flash does not, or the other way round.
    place.startsWith('login') || place === 'recovery.questions' ? isLockTold(desk) : '',
    credentials.kind,
    judge.login.password === undefined ? 'factory' : judge.login.hasPattern,
    journal.pending !== undefined,
    countOf(desk, 'login', storage),
    countOf(desk, 'questions', storage),
    isLive ? `${countOf(desk, 'code', storage)} ${challenge.issue}` : challenge,
    codes.length,
    fate,
    fate === 'good' ? (judge.leftMs(ms) ?? 0) > 0 : '',
    codes.length < judge.codes.length,
    rtcMs === undefined ? `lost ${judge.shown?.isWithoutTime ?? false}` : ms - rtcMs > BEHIND_MS,
  ].join('|');
}
