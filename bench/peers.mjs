// Other simulators that do the same job: each runs its firmware (bench/peers/) with the button held, and with the button up, and has to come to the right verdict.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { powerUpsOnQemu, QEMU, qemuArguments } from './peers/qemu.mjs';
import { isThere, versionOf } from './tool.mjs';

/** Boots, resets, beeps, at the wizard: as in bench/job.ts. */
const EXPECTED = { held: '2 1 2 1', up: '1 0 1 1' };
const SIMAVR_PROBE = 'command -v gcc && test -e /usr/include/simavr/sim_avr.h && test -e /usr/include/libelf.h';

/** Those of simavr and QEMU that are installed. Each has `powerUps(how, times)`: microseconds of wall time of each, in one process; and `cold`: a command that does one. */
export function findPeers(root) {
  const folder = path.join(root, 'bench', 'peers');
  const peers = [];
  if (isThere('simavr', ['sh', '-c', SIMAVR_PROBE], 'gcc libsimavr-dev libelf-dev')) {
    const runner = path.join(root, 'tmp', 'bench-simavr');
    execFileSync('gcc', ['-O2', '-o', runner, path.join(folder, 'simavr.c'), '-lsimavr', '-lelf', '-lm']);
    const version = versionOf('dpkg-query', ['-W', 'libsimavr-dev'], /\t(\S+)/);
    peers.push(
      { name: 'simavr', title: 'simavr, the same firmware', version, ...onSimavr(runner, path.join(folder, 'avr-sleeping.hex')) },
      {
        name: 'simavr-tickless',
        title: 'simavr, a firmware without a tick',
        version,
        isTickless: true,
        ...onSimavr(runner, path.join(folder, 'avr-tickless.hex')),
      },
    );
  }
  if (isThere('QEMU', [QEMU, '--version'], 'qemu-system-arm')) {
    const firmware = path.join(folder, 'cortex-m.hex');
    peers.push({
      name: 'qemu',
      title: 'QEMU, the same for a Cortex-M',
      version: versionOf(QEMU, ['--version'], /version (\S+)/),
      powerUps: async (how, times) => {
        const found = await powerUpsOnQemu(firmware, how, times);
        return found.map(({ us, state, beeps }) => {
          verify('QEMU', how, [state & 3, (state >> 2) & 3, beeps, (state >> 4) & 1]);
          return us;
        });
      },
      cold: [QEMU, ...qemuArguments(firmware, 'held'), '-no-reboot'],
    });
  }
  return peers;
}

function onSimavr(runner, firmware) {
  return {
    powerUps: async (how, times) => {
      const lines = execFileSync(runner, [firmware, how, String(times)], { encoding: 'utf8' })
        .trim()
        .split('\n');
      return lines.map((line) => {
        const [us, ...found] = line.split(' ');
        verify(`simavr, ${path.basename(firmware)}`, how, found);
        return Number(us);
      });
    },
    cold: [runner, firmware, 'held', '1'],
  };
}

/** Throws where a verdict is wrong: a peer that does another job has no figure. */
function verify(name, how, found) {
  if (found.join(' ') !== EXPECTED[how])
    throw new Error(`${name}, button ${how}: expected boots, resets, beeps, wizard ${EXPECTED[how]}, found ${found.join(' ')}`);
}
