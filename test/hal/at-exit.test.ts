/** What must be done before a process ends, when a signal comes: by ourselves only where nobody else takes care of it. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { atExit } from '../../src/hal/pi/at-exit.ts';

function signalled(...others: ('on' | 'once')[]) {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => true);
  onTestFinished(() => kill.mockRestore());
  let heard = 0;
  const other = () => heard++;
  for (const how of others) process[how]('SIGHUP', other);
  let done = 0;
  const callOff = atExit(() => {
    done++;
    callOff();
  });
  onTestFinished(() => {
    callOff();
    process.off('SIGHUP', other);
  });
  process.emit('SIGHUP', 'SIGHUP');
  return { done, killed: kill.mock.calls.length, heard };
}

test('nobody else listens: it is done, and the signal does what it would have done', () => {
  expect(signalled()).toEqual({ done: 1, killed: 1, heard: 0 });
});

test.each(['on', 'once'] as const)('somebody else listens by %s: they decide', (how) => {
  expect(signalled(how)).toEqual({ done: 0, killed: 0, heard: 1 });
});
