/** docs/find-the-bug.md: the tour through the faulty boards, each as what people see of it, the command that finds it, what is found, and what was wrong. */
import type { BoardFile } from '../../src/board-file.ts';

type Faulty = BoardFile & { readonly name: string };

const HEAD = `# Find the bug

Recorders come back to the shop, each with a note of what their people saw. Each has a firmware with a mistake that firmwares of the real world had. \`recsim explore\` tries what can be done to a recorder, in every order and
at every moment, and shows the shortest way to what must not be. Read the note, make a guess, run the command, and open what is below it.

    recsim board list --faulty            all of them
    recsim board show faulty/NAME         what is wrong with one
    recsim run --board faulty/NAME        try it by hand
    recsim explore --board faulty/NAME --save-counterexamples bugs; recsim test bugs

The last writes the way to each broken property as a scenario. It fails on this recorder and passes once the firmware is mended: what a bug report should be.

What a faulty board promises stands in its \`parameters\`, as on any board, and under \`fault\` what its firmware does instead: it \`believes\` in other parameters, or a part of it is a \`variant\` from \`src/faulty\`. The
firmware itself knows of no mistake ([adr/0030](adr/0030-faults-are-variants.md)). The times of the first part are twenty times as short as those of the [seed board](boards.md): held 1 to 1.5 s, not 20 to 30 s.
`;

const PARTS = [
  ['timings', 'The button and the plug', 'Every timing of edges of the contact, of power, hangs and restarts ([explore.md](explore.md)).'],
  ['power-cuts', 'The flash', 'A power cut at every flash operation of a story ([power-cuts.md](power-cuts.md)).'],
  [
    'menus',
    'The login and the ways back in',
    'Every order of moves at the menus, by an owner and by somebody who is none ([explore.md](explore.md)).',
  ],
] as const;

function commandOf({ name, fault }: Faulty): string {
  const options = {
    timings: '',
    'power-cuts': ` --power-cuts --story "${fault?.story}"`,
    menus: ` --menus --until-broken${fault?.first ? ` --first ${fault.first.map((move) => `"${move}"`).join(' ')}` : ''}`,
  } as const;
  return `recsim explore --board ${name}${options[fault?.search ?? 'timings']}`;
}

function sectionOf(file: Faulty, number: number, way: readonly string[]): string {
  const { fault } = file;
  if (!fault) return '';
  const seen = 'assumed' in fault.basis ? `Assumed: ${fault.basis.assumed}.` : `Seen: ${fault.basis.source}.`;
  const found = [`✗ ${fault.breaks}`, ...way.map((line) => line.replace(/^ {2}/, ''))].map((line) => `    ${line}`.trimEnd());
  return [
    `### ${number}`,
    '',
    `> ${fault.symptom}`,
    '',
    `    ${commandOf(file)}`,
    '',
    '<details><summary>What is found, and why</summary>',
    '',
    ...found,
    '',
    `${fault.bug} ${seen}`,
    '',
    '</details>',
    '',
  ].join('\n');
}

/** `ways`: what was found, by name, in the lines of the verb. */
export function tourOf(boards: readonly Faulty[], ways: ReadonlyMap<string, readonly string[]>): string {
  let number = 0;
  const parts = PARTS.flatMap(([search, title, text]) => [
    `## ${title}\n\n${text}\n`,
    ...boards.filter(({ fault }) => fault?.search === search).map((file) => sectionOf(file, ++number, ways.get(file.name) ?? [])),
  ]);
  return [HEAD, ...parts].join('\n');
}
