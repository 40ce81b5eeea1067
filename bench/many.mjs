// Thousands of scenarios by the command: a matrix on one thread and on two, and, as the limit of the machine, two processes with half of it each.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOLDS = ['21 s', '22 s', '23 s', '24 s', '25 s', '26 s', '27 s', '28 s', '29 s', '20500 ms'];

const scenario = (count) => `name: Held for \${HOLD}, number \${N}
version: 2
state: provisioned
matrix:
  HOLD: [${HOLDS.join(', ')}]
  N: { from: 1, to: ${count / HOLDS.length}, step: 1 }
steps:
  - press:
  - delay: 4.5 s
  - power: on
  - delay: \${HOLD}
  - release:
  - wait-screen: { title: Set-up Wizard, timeout: 60 s }
  - expect-verdict: { verdict: reset }
  - log: number \${N}
`;

/** `command` is dist/main.js. Every way in turns, `rounds` times; milliseconds of wall time, and the peak resident memory of the first way in bytes. */
export async function measureMany(root, command, count, rounds) {
  const folder = path.join(root, 'tmp');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `bench-${count}.yaml`);
  writeFileSync(file, scenario(count));
  const test = (...args) => run([command, 'test', file, '--quiet', ...args], root);
  const ways = [
    { name: 'one', title: `recsim test, ${count} combinations, --jobs 1`, start: () => [test()] },
    { name: 'two', title: `recsim test, ${count} combinations, --jobs 2`, start: () => [test('--jobs', '2')] },
    { name: 'apart', title: 'the same as two processes, half each', start: () => [test('--shard', '1/2'), test('--shard', '2/2')] },
  ];
  const measured = ways.map(({ name, title }) => ({ name, title, count, ms: [], peakBytes: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { start }] of ways.entries()) {
      const from = performance.now();
      const peaks = await Promise.all(start());
      measured[index].ms.push(performance.now() - from);
      measured[index].peakBytes = Math.max(measured[index].peakBytes, ...peaks);
    }
  }
  return measured;
}

/** Resolves with the peak of its resident memory, as the kernel counts it; 0 where there is no /proc. */
function run(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: 'ignore' });
    let peak = 0;
    const look = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid));
    }, 50);
    child.once('exit', (code) => {
      clearInterval(look);
      if (code === 0) resolve(peak);
      else reject(new Error(`${args.join(' ')}: exit code ${code}`));
    });
  });
}

function peakOf(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
