// Runs the Cortex-M firmware on QEMU: its clock goes by instructions (64 ns each) and jumps over what it waits for. `node qemu.mjs FIRMWARE.hex held|up TIMES` prints of each power-up its microseconds
// of wall time and what the firmware has counted.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The first sample is at 50 ms, the hold lasts 22 s. */
const RELEASE_TICK = 2_205;
/** Where the firmware keeps its state and its beeps, and where it finds when the finger lifts. */
const SEEN_ADDRESS = '0x20000000';
const RELEASE_ADDRESS = '0x2000fffc';

const [firmware = '', how, times = '1'] = process.argv.slice(2);
const qemu = spawn(
  'qemu-system-arm',
  [
    ['-machine', 'lm3s6965evb', '-display', 'none', '-nodefaults', '-S'],
    ['-icount', 'shift=6,sleep=off'],
    ['-action', 'reboot=shutdown,shutdown=pause'],
    ['-device', `loader,file=${firmware}`],
    ['-device', `loader,addr=${RELEASE_ADDRESS},data=${how === 'held' ? RELEASE_TICK : 0},data-len=4`],
    ['-qmp', 'stdio'],
  ].flat(),
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const messages = createInterface({ input: qemu.stdout })[Symbol.asyncIterator]();

/** Events that came while an answer was waited for. */
const events = [];

/** The answer to the last command, or an event of that name. */
async function next(event) {
  for (;;) {
    const known = events.indexOf(event);
    if (known >= 0) return events.splice(0, known + 1);
    const { value, done } = await messages.next();
    if (done) throw new Error('qemu-system-arm has ended');
    const message = JSON.parse(value);
    if (message.error) throw new Error(`qemu-system-arm: ${message.error.desc}`);
    if (message.event) events.push(message.event);
    else if (event === undefined && 'return' in message) return message.return;
  }
}

function ask(execute, args = {}) {
  qemu.stdin.write(`${JSON.stringify({ execute, arguments: args })}\n`);
  return next();
}

await ask('qmp_capabilities');
for (let left = Number(times); left > 0; left--) {
  const from = performance.now();
  await ask('cont');
  await next('SHUTDOWN');
  const dump = await ask('human-monitor-command', { 'command-line': `xp /2xb ${SEEN_ADDRESS}` });
  const [state, beeps] = dump.split(':')[1].trim().split(/\s+/).map(Number);
  await ask('set-action', { reboot: 'reset' });
  await ask('system_reset');
  await next('RESET');
  await ask('set-action', { reboot: 'shutdown' });
  console.log(`${((performance.now() - from) * 1000).toFixed(1)} ${state & 3} ${(state >> 2) & 3} ${beeps} ${(state >> 4) & 1}`);
}
await ask('quit');
