// The Cortex-M firmware on QEMU: its clock goes by instructions (64 ns each) and jumps over what it waits for.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export const QEMU = 'qemu-system-arm';
/** The first sample is at 50 ms, the hold lasts 22 s. */
const RELEASE_TICK = 2_205;
/** Where the firmware keeps its state and its beeps, and where it finds when the finger lifts. */
const SEEN_ADDRESS = '0x20000000';
const RELEASE_ADDRESS = '0x2000fffc';

/** The device, plugged in; `-no-reboot` ends it when the firmware asks for a reset. */
export function qemuArguments(firmware, how) {
  return [
    ['-machine', 'lm3s6965evb', '-display', 'none', '-nodefaults'],
    ['-icount', 'shift=6,sleep=off'],
    ['-device', `loader,file=${firmware}`],
    ['-device', `loader,addr=${RELEASE_ADDRESS},data=${how === 'held' ? RELEASE_TICK : 0},data-len=4`],
  ].flat();
}

/** Power-ups in one process. Of each: its microseconds of wall time, and the firmware's state and beeps. */
export async function powerUpsOnQemu(firmware, how, times) {
  const qemu = spawn(QEMU, [...qemuArguments(firmware, how), '-S', '-action', 'reboot=shutdown,shutdown=pause', '-qmp', 'stdio'], {
    // It warns of a network without a peer, and of a timer that is not set yet.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const messages = createInterface({ input: qemu.stdout })[Symbol.asyncIterator]();
  /** Events that came while an answer was waited for. */
  const events = [];

  /** The answer to the last command, or an event of that name. */
  const next = async (event) => {
    for (;;) {
      const known = events.indexOf(event);
      if (known >= 0) return events.splice(0, known + 1);
      const { value, done } = await messages.next();
      if (done) throw new Error(`${QEMU} has ended`);
      const message = JSON.parse(value);
      if (message.error) throw new Error(`${QEMU}: ${message.error.desc}`);
      if (message.event) events.push(message.event);
      else if (event === undefined && 'return' in message) return message.return;
    }
  };
  const ask = (execute, args = {}) => {
    qemu.stdin.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    return next();
  };

  const found = [];
  await ask('qmp_capabilities');
  for (let left = times; left > 0; left--) {
    const from = performance.now();
    await ask('cont');
    await next('SHUTDOWN');
    const dump = await ask('human-monitor-command', { 'command-line': `xp /2xb ${SEEN_ADDRESS}` });
    const [state, beeps] = dump.split(':')[1].trim().split(/\s+/).map(Number);
    await ask('set-action', { reboot: 'reset' });
    await ask('system_reset');
    await next('RESET');
    await ask('set-action', { reboot: 'shutdown' });
    found.push({ us: (performance.now() - from) * 1000, state, beeps });
  }
  await ask('quit');
  return found;
}
