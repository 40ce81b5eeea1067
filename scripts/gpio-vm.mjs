// Runs a command in a virtual machine with GPIO lines that are not there: Debian's kernel with gpio-sim under QEMU, on this machine's files (what it writes is gone afterwards).
//   node scripts/gpio-vm.mjs [--limit SECONDS] COMMAND [ARGUMENT ...]
// Runs it in this folder as root, shows its output and ends with its exit code; 124 when the time is over, 3 when the machine does not come up.
// Needs no KVM: everything is emulated, so times inside mean little.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LIMIT_S = 360;
const HERE = path.dirname(new URL(import.meta.url).pathname);
const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** Runs `command` (a shell's) in the guest and hands its output on as it comes. Resolves to the exit code. */
export async function runInGuest(command, { limitS = LIMIT_S, onOutput = (text) => process.stdout.write(text) } = {}) {
  const built = execFileSync(path.join(HERE, 'gpio-vm/build.sh'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const folder = mkdtempSync(path.join(tmpdir(), 'gpio-vm-'));
  const status = path.join(folder, 'status');
  const setting = ['PATH', 'CI'].map((name) => `export ${name}=${quoted(process.env[name] ?? '')}`).join('; ');
  const script = Buffer.from(`${setting}; export HOME=/root NO_COLOR=1; cd ${quoted(process.cwd())} && ${command}`).toString('base64');
  // One processor: of two, the host may run one and not the other, and the kernel in there would be late for its own interrupts.
  const args = ['-accel', 'tcg', '-cpu', 'max', '-m', '2048', '-smp', '1', '-display', 'none', '-no-reboot', '-nic', 'none'];
  args.push('-kernel', path.join(built, 'vmlinuz'), '-initrd', path.join(built, 'initramfs'));
  args.push('-append', `console=ttyS0 quiet panic=-1 mitigations=off nokaslr random.trust_cpu=on gpio_vm=${script}`);
  args.push(
    '-virtfs',
    'local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap',
    '-serial',
    'stdio',
    '-serial',
    `file:${status}`,
  );
  const machine = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = () => machine.kill('SIGKILL');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, end);
  process.once('exit', end);
  let isOver = false;
  const limit = setTimeout(() => {
    isOver = true;
    end();
  }, limitS * 1000);
  machine.stdout.setEncoding('utf8').on('data', (text) => onOutput(text.replaceAll('\r', '')));
  try {
    await new Promise((resolve, reject) => machine.once('error', reject).once('close', resolve));
    if (isOver) {
      onOutput(`\ngpio-vm: ended after ${limitS} s\n`);
      return 124;
    }
    const said = /^\d+/.exec(readFileSync(status, 'utf8'))?.[0];
    return said === undefined ? 3 : Number(said);
  } finally {
    clearTimeout(limit);
    for (const signal of signals) process.removeListener(signal, end);
    process.removeListener('exit', end);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === new URL(import.meta.url).pathname) {
  const words = process.argv.slice(2);
  const limitS = words[0] === '--limit' ? Number(words.splice(0, 2)[1]) : LIMIT_S;
  if (words.length === 0 || !(limitS > 0)) {
    console.error('usage: node scripts/gpio-vm.mjs [--limit SECONDS] COMMAND [ARGUMENT ...]');
    process.exit(2);
  }
  process.exitCode = await runInGuest(words.map(quoted).join(' '), { limitS });
}
