// The import rules of docs/architecture.md, checked: arrows point inward, time and chance come from the HAL alone.
// `node scripts/check-imports.mjs` prints every import that breaks a rule and exits 1.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** First match wins. `may` lists zones; `packages` lists npm packages and node: modules. */
const ZONES = [
  { name: 'main', match: /^(main|index|vitest)\.ts$|^cli\//, may: '*', packages: '*' },
  { name: 'fsm', match: /^fsm\//, may: ['fsm', 'board', 'base'], packages: ['xstate'] },
  { name: 'ports', match: /^hal\/ports\.ts$/, may: ['board', 'base'], packages: [] },
  // The cells of a flash and the file they may be kept in: shared by simulation and real hardware.
  { name: 'nor', match: /^hal\/nor\//, may: ['nor', 'ports', 'board', 'base'], packages: ['node:fs', 'node:path', 'node:child_process'] },
  // What needs a clock and no pins: shared by simulation and real hardware.
  { name: 'machine', match: /^hal\/machine\//, may: ['machine', 'ports', 'board', 'base'], packages: [] },
  { name: 'mock', match: /^hal\/mock\//, may: ['mock', 'machine', 'nor', 'ports', 'board', 'base'], packages: [] },
  { name: 'pi', match: /^hal\/pi\//, may: ['pi', 'machine', 'nor', 'hal', 'ports', 'board', 'base'], packages: '*' },
  { name: 'hal', match: /^hal\//, may: ['hal', 'ports', 'board', 'base'], packages: [] },
  { name: 'storage', match: /^storage\//, may: ['storage', 'ports', 'board', 'base'], packages: [] },
  // What recorder and vendor's service both know of QR codes and security codes.
  { name: 'recovery', match: /^recovery\//, may: ['recovery', 'base'], packages: [] },
  { name: 'screen', match: /^ui\/screen\//, may: ['screen', 'board', 'base'], packages: [] },
  { name: 'cells', match: /^ui\/cells\//, may: ['cells', 'screen', 'base'], packages: ['get-east-asian-width', 'node:module'] },
  { name: 'vt100', match: /^ui\/vt100\//, may: ['vt100', 'cells', 'screen', 'ports', 'base'], packages: [] },
  { name: 'picture', match: /^ui\/picture\//, may: ['picture', 'cells', 'screen', 'base'], packages: ['fast-png', 'node:module', 'node:zlib'] },
  {
    name: 'terminal',
    match: /^ui\/terminal\//,
    may: ['terminal', 'wave', 'vt100', 'cells', 'screen', 'bench', 'outside', 'hal', 'nor', 'ports', 'files', 'board', 'base'],
    packages: '*',
  },
  // The panel in the browser: who serves it, and the page itself, which is another program and has a clock of its own.
  {
    name: 'web',
    match: /^ui\/panel\/web\//,
    may: ['web', 'panel', 'wave', 'fsm', 'screen', 'board', 'base'],
    packages: ['lit', '@xterm/xterm', '@dagrejs/dagre'],
    hasClock: true,
  },
  {
    name: 'panel',
    match: /^ui\/panel\//,
    may: [
      'panel',
      'terminal',
      'outside',
      'session',
      'scenario',
      'wave',
      'cells',
      'screen',
      'bench',
      'fsm',
      'storage',
      'hal',
      'nor',
      'ports',
      'files',
      'board',
      'base',
    ],
    packages: '*',
  },
  {
    name: 'device',
    match: /^(firmware\/|recorder\.ts$)/,
    may: ['device', 'fsm', 'ports', 'storage', 'recovery', 'vt100', 'screen', 'board', 'base'],
    packages: [],
  },
  // Phone, vendor's service, mail: real libraries, and no more of the recorder than its network cable.
  { name: 'outside', match: /^outside\//, may: ['outside', 'recovery', 'fsm', 'screen', 'mock', 'machine', 'ports', 'board', 'base'], packages: '*' },
  {
    name: 'bench',
    match: /^bench\//,
    may: ['bench', 'outside', 'device', 'fsm', 'mock', 'machine', 'nor', 'ports', 'storage', 'screen', 'picture', 'board', 'base'],
    packages: ['node:crypto'],
  },
  // A bench in real time, and its pins led out to real lines: knows both, and no more of the hardware than its lines and its clock.
  { name: 'executor', match: /^executor\//, may: ['executor', 'bench', 'pi', 'machine', 'hal', 'ports', 'board', 'base'], packages: [] },
  // What a machine offers for real hardware: asks, and takes nothing.
  {
    name: 'doctor',
    match: /^doctor\//,
    may: ['doctor', 'pi', 'board', 'base'],
    packages: ['node:fs', 'node:os', 'node:path', 'koffi', 'serialport', 'onoff'],
  },
  // Views of a trace: what signals did, as data, VCD, pictures and text; and the way back from a VCD file to the bench.
  { name: 'wave', match: /^wave\//, may: ['wave', 'bench', 'mock', 'machine', 'fsm', 'board', 'base'], packages: '*' },
  // What of the statecharts runs have covered.
  { name: 'coverage', match: /^coverage\//, may: ['coverage', 'fsm', 'board', 'base'], packages: ['xstate'] },
  {
    name: 'scenario',
    match: /^scenario\//,
    may: [
      'scenario',
      'wave',
      'coverage',
      'bench',
      'outside',
      'fsm',
      'files',
      'screen',
      'picture',
      'mock',
      'machine',
      'hal',
      'nor',
      'ports',
      'board',
      'base',
    ],
    packages: '*',
  },
  // What a person did at a bench, as a scenario file: which it only writes.
  { name: 'session', match: /^session\//, may: ['session', 'bench', 'outside', 'recovery', 'storage', 'screen', 'board', 'base'], packages: [] },
  // Pages for people, made of what the others tell.
  { name: 'report', match: /^report\//, may: ['report', 'scenario', 'wave', 'coverage', 'bench', 'base'], packages: ['node:crypto'] },
  {
    name: 'explore',
    match: /^explore\//,
    may: ['explore', 'lab', 'storage', 'nor', 'ports', 'scenario', 'bench', 'outside', 'recovery', 'fsm', 'screen', 'files', 'board', 'base'],
    packages: '*',
  },
  // The timing lab: benches run by the thousand. Scenario files it only writes.
  {
    name: 'lab',
    match: /^lab\//,
    may: ['lab', 'bench', 'fsm', 'files', 'board', 'base'],
    packages: [],
  },
  // A guided session for a person at a unit: sees a bench and a voice, and nothing of what is behind them. Files are written by its verb.
  {
    name: 'rig',
    match: /^rig\//,
    may: ['rig', 'report', 'scenario', 'wave', 'bench', 'files', 'board', 'base'],
    packages: ['zod', 'node:path'],
  },
  // For people's own test suites; no runner of tests is known here.
  { name: 'testing', match: /^testing\//, may: ['testing', 'scenario', 'bench', 'outside', 'fsm', 'screen', 'files', 'board', 'base'], packages: [] },
  {
    name: 'files',
    match: /^(board-file|board-.*|brands|document|whole-file)\.ts$/,
    may: ['files', 'faulty', 'storage', 'board', 'base'],
    packages: ['zod', 'yaml', 'node:fs', 'node:path', 'node:url'],
  },
  { name: 'security', match: /^security-lint\//, may: ['security', 'board', 'base'], packages: [] },
  // The mistakes of the faulty boards: they vary parts of the firmware, which knows nothing of them.
  { name: 'faulty', match: /^faulty\//, may: ['faulty', 'device', 'storage', 'recovery', 'fsm', 'ports', 'board', 'base'], packages: [] },
  { name: 'board', match: /^(board|variant)\.ts$/, may: ['board', 'base'], packages: [] },
  { name: 'base', match: /^(units|errors|random|version)\.ts$/, may: ['base'], packages: ['fastest-levenshtein', 'pure-rand'] },
];

/** Time and chance have one owner. */
const TIME_AND_CHANCE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.hrtime\b|(?<![.\w])(setTimeout|setInterval|setImmediate)\(/;
const IMPORT = /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

const zoneOf = (file) => ZONES.find((zone) => zone.match.test(file));

/** Every broken rule in `files` (path below src -> text), as `file:line: what`. */
export function checkImports(files) {
  const faults = [];
  for (const [file, text] of files) {
    const zone = zoneOf(file);
    if (!zone) {
      faults.push(`src/${file}:1: belongs to no zone; give it one in scripts/check-imports.mjs`);
      continue;
    }
    const lineOf = (index) => text.slice(0, index).split('\n').length;
    for (const match of text.matchAll(IMPORT)) {
      const target = match[1] ?? match[2];
      const line = lineOf(match.index + match[0].indexOf(target));
      if (target.startsWith('.')) {
        const imported = path.posix.join(path.posix.dirname(file), target);
        const to = zoneOf(imported);
        if (zone.may !== '*' && !(to && zone.may.includes(to.name)))
          faults.push(`src/${file}:${line}: ${zone.name} may not import ${imported} (${to?.name ?? 'no zone'})`);
      } else {
        const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : target.startsWith('node:') ? target : target.split('/')[0];
        if (zone.packages !== '*' && !zone.packages.includes(name)) faults.push(`src/${file}:${line}: ${zone.name} may not use the package ${name}`);
      }
    }
    if (!file.startsWith('hal/') && !zone.hasClock) {
      text.split('\n').forEach((line, index) => {
        const found = line.trimStart().startsWith('*') || line.trimStart().startsWith('//') ? null : TIME_AND_CHANCE.exec(line);
        if (found) faults.push(`src/${file}:${index + 1}: wall time or chance outside src/hal: ${found[0]}`);
      });
    }
  }
  return faults;
}

export function readSources(folder = 'src') {
  return new Map(
    readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(folder, file), 'utf8')]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sources = readSources();
  const faults = checkImports(sources);
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? `import rules: ${sources.size} files, all in order` : `import rules: ${faults.length} broken`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
