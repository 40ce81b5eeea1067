/**
 * The statechart of the recorder: what each event does in each state of each region, whatever the other regions are in. The table is reviewed text (system-table.txt): a line
 * for each pair that does something, and where it depends on more than the two, on what. It is gathered on random walks, the same each time, on which a running timer may end at any moment.
 */
import { expect, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { createStepper, type MachineState, type Outcome, REGIONS, type Region, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, FIRST_POWER_UP, type PowerUp } from '../../src/fsm/system.ts';
import { createRandom } from '../../src/random.ts';
import { MS, S, seedBoard } from '../support/world.ts';

/** So many that all but what takes three rare events in a row is seen. */
const WALKS = 100;
const STEPS = 24;
const EDGES = ['contact.closed', 'contact.opened'];

const POWER_UPS: readonly PowerUp[] = [
  ...(['present', 'absent', 'corrupt'] as const).map((credentials) => ({ ...FIRST_POWER_UP, credentials })),
  { ...FIRST_POWER_UP, arms: false },
  { ...FIRST_POWER_UP, stuckBefore: true },
  { ...FIRST_POWER_UP, arms: false, stuckBefore: true },
  ...(['all', 'password'] as const).flatMap((pendingReset) =>
    [false, true].map((pendingIsErased) => ({ ...FIRST_POWER_UP, credentials: 'corrupt' as const, pendingReset, pendingIsErased })),
  ),
];

/** Whose a timer or a command is, by how it begins. */
const OWNERS: readonly (readonly [Region, RegExp])[] = [
  ['contact', /^button\./],
  ['hold', /^(verdict|fault|stage-led|[a-z0-9-]+\.reached)/],
  ['buzzer', /^(buzzer|boot-beep|action-beep)/],
  ['boot', /^(led|reset|settings|defaults|device|sampling|initialisation|restart)/],
];
const ownerOf = (name: string): Region => {
  const [region] = OWNERS.find(([, pattern]) => pattern.test(name)) ?? [];
  if (!region) throw new Error(`whose is ${name}?`);
  return region;
};

/** What an outcome is to one region. */
function told(region: Region, before: MachineState | undefined, { state, commands, starts, stops }: Outcome): string {
  const to = state.regions[region];
  const { latched, beepsLeft } = state.snapshot.context;
  const was = before?.snapshot.context;
  return [
    to === before?.regions[region] ? '' : `-> ${to}`,
    ...commands.filter(({ type }) => ownerOf(type) === region).map(({ type, ...more }) => `[${[type, ...Object.values(more)].join(' ')}]`),
    ...stops.filter((id) => ownerOf(id) === region).map((id) => `stops ${id}`),
    ...starts.filter(({ id }) => ownerOf(id) === region).map(({ id, delayUs }) => `starts ${id} ${delayUs}`),
    region === 'hold' && was && latched !== was.latched ? `latched ${latched}` : '',
    region === 'buzzer' && was && beepsLeft !== was.beepsLeft ? `beeps left ${beepsLeft}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Everything an outcome may depend on, but the state of the region itself; what decides most comes last, and stays longest. */
const around = (region: Region, { regions, snapshot }: MachineState): Record<string, unknown> => {
  const { latched, beepsLeft, pendingIsErased, pendingReset, credentials, stuckBefore, arms } = snapshot.context;
  const others = Object.fromEntries(REGIONS.filter((other) => other !== region).map((other) => [other, regions[other].split('.')[0]]));
  return { ...others, beepsLeft, latched, arms, stuckBefore, credentials, pendingIsErased, pendingReset };
};

interface Case {
  readonly conditions: Record<string, unknown>;
  readonly outcome: string;
}

/** The conditions that tell the outcomes apart: each is left out without which they still do. */
function decisive(cases: readonly Case[]): string[] {
  let names = Object.keys(cases[0]?.conditions ?? {});
  const tellApart = (kept: readonly string[]) => {
    const found = new Map<string, string>();
    return cases.every(({ conditions, outcome }) => {
      const key = JSON.stringify(kept.map((name) => conditions[name]));
      const known = found.get(key) ?? outcome;
      found.set(key, known);
      return known === outcome;
    });
  };
  for (const name of [...names]) {
    const fewer = names.filter((other) => other !== name);
    if (tellApart(fewer)) names = fewer;
  }
  return names;
}

function tableOf(board: Board): string[] {
  const machine = createSystemMachine(board);
  const stepper = tabulate(createStepper(machine));
  const events = [...machine.events]
    .map(String)
    .filter((event) => !Object.hasOwn(machine.implementations.delays, event))
    .sort();
  const random = createRandom(1);
  const oneOf = <T>(all: readonly T[]): T => all[random.int(0, all.length - 1)] as T;
  const pairs = new Map<string, Map<string, Case>>();
  const lines: string[] = [];
  for (let walk = 0; walk < WALKS; walk++) {
    const powerUp = POWER_UPS[walk % POWER_UPS.length] as PowerUp;
    let outcome = stepper.start(powerUp);
    if (walk < POWER_UPS.length) lines.push(`at power-good: ${REGIONS.map((region) => told(region, undefined, outcome)).join('; ')}`);
    const timers = new Set<string>();
    for (let length = 0; length < STEPS; length++) {
      for (const id of outcome.stops) timers.delete(id);
      for (const { id } of outcome.starts) timers.add(id);
      const { state } = outcome;
      const event = timers.size > 0 && random.int(0, 1) === 0 ? oneOf([...timers]) : oneOf(random.int(0, 1) === 0 ? EDGES : events);
      timers.delete(event);
      outcome = stepper.step(state, event);
      for (const region of REGIONS) {
        const pair = `${region}.${state.regions[region]}  ${event}`;
        const conditions = around(region, state);
        const what = told(region, state, outcome);
        const cases = pairs.get(pair) ?? new Map<string, Case>();
        cases.set(`${JSON.stringify(conditions)} ${what}`, { conditions, outcome: what });
        pairs.set(pair, cases);
      }
    }
  }
  for (const [pair, found] of [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const cases = [...found.values()];
    const names = decisive(cases);
    const rows = new Set(
      cases.map(({ conditions, outcome }) => {
        const when = names.map((name) => `${name} ${conditions[name] === '' ? 'none' : conditions[name]}`).join(', ');
        return `${pair}${when === '' ? '' : `  (${when})`}  ${outcome || 'nothing'}`;
      }),
    );
    if (cases.some(({ outcome }) => outcome !== '')) lines.push(...[...rows].sort());
  }
  return [...new Set(lines)];
}

const STAGED = seedBoard({
  armOn: ['power-on', 'press'],
  bootBeep: { count: 2, onUs: 100 * MS, offUs: 50 * MS },
  actionBeep: { count: 3, onUs: 80 * MS, offUs: 40 * MS },
  stages: [
    { fromUs: 1 * S, toUs: 2 * S, action: 'restart', led: 'slow-blink' },
    { fromUs: 3 * S, toUs: 4 * S, action: 'password-reset' },
    { fromUs: 4 * S + 1, toUs: 5 * S, action: 'factory-default' },
  ],
});

test.each([
  ['the seed', seedBoard()],
  ['a staged one', STAGED],
  ['one that decides at the threshold', seedBoard({ decideAt: 'threshold' })],
])('every pair of state and event of the board does what the reviewed table says: %s', async (name, board) => {
  const lines = tableOf(board);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`snapshots/system-${name.replaceAll(' ', '-')}.txt`);
});
