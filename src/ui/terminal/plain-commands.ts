/**
 * The plain commands: the same desk without a screen, one command a line, for scripts, pipes and screen readers. This table is what `help`
 * prints and what docs/run.md lists. An empty line and one that begins with # do nothing.
 */
import { suggest } from '../../errors.ts';
import { formatSeconds, parseDuration, parseVolts } from '../../units.ts';
import { NO_SIGNAL } from '../screen/model.ts';
import { advise } from './coach.ts';
import type { Desk } from './desk.ts';
import { SCREEN_COMMANDS } from './plain-screen-commands.ts';
import { situationOf } from './situation.ts';
import { type Command, did, NOTHING, tell, type Wish, wrong } from './wish.ts';

export const COMMANDS: readonly Command[] = [
  { name: 'unplug', args: '', meaning: 'pull the power plug', run: (desk) => did(desk.unplug()) },
  { name: 'plug', args: '', meaning: 'put the power plug in', run: (desk) => did(desk.plugIn()) },
  { name: 'unscrew', args: '[all]', meaning: 'take out a screw, or all; with none left, lift the lid', run: unscrew },
  { name: 'close', args: '', meaning: 'put the lid on again', run: (desk) => did(desk.closeLid()) },
  { name: 'press', args: '', meaning: 'put a finger on the reset button', run: (desk) => did(desk.press()) },
  { name: 'release', args: '', meaning: 'lift the finger', run: (desk) => did(desk.release()) },
  { name: 'wait', args: 'DURATION', meaning: 'let time pass: wait 4.5s, wait 25 s', run: wait },
  { name: 'jump', args: '', meaning: 'let time pass until something happens', run: () => ({ kind: 'jump' }) },
  { name: 'dip', args: '[DURATION [VOLTS]]', meaning: 'let the supply dip: dip 10ms, dip 0.5s 8V', run: dip },
  { name: 'brown-out', args: '', meaning: 'let the supply sag until power is lost', run: (desk) => did(desk.brownOut()) },
  {
    name: 'cut',
    args: '[N [before|during|after]]',
    meaning: 'cut the power at the N-th flash operation from now: cut, cut 3 after',
    run: cut,
  },
  { name: 'hang', args: '', meaning: 'hang the firmware', run: (desk) => did(desk.hang()) },
  { name: 'reboot', args: '', meaning: 'restart the firmware, as its menu does', run: (desk) => did(desk.reboot()) },
  { name: 'new', args: '[factory|provisioned]', meaning: 'take another recorder', run: renew },
  { name: 'status', args: '', meaning: 'tell what can be seen, and the verdict', run: (desk) => ({ kind: 'tell', lines: statusOf(desk) }) },
  ...SCREEN_COMMANDS,
  { name: 'hint', args: '', meaning: 'tell what to do next', run: (desk) => tell(advise(situationOf(desk, 'anywhere')).text) },
  { name: 'help', args: '', meaning: 'list the commands', run: () => ({ kind: 'tell', lines: helpLines() }) },
  { name: 'quit', args: '', meaning: 'end', run: () => ({ kind: 'quit' }) },
];

/** Carries out one line. */
export function runCommand(desk: Desk, line: string): Wish {
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line.trim()) ?? [];
  const args = rest === '' ? [] : rest.split(/\s+/);
  if (name === '' || name.startsWith('#')) return NOTHING;
  const command = COMMANDS.find((each) => each.name === name.toLowerCase());
  if (!command)
    return wrong(
      `"${name.slice(0, 40)}" is not a command. ${suggest(
        name.slice(0, 40),
        COMMANDS.map((each) => each.name),
      )}`,
    );
  if (args.length > 0 && command.args === '') return wrong(`${command.name} takes nothing after it, and got "${args.join(' ').slice(0, 40)}"`);
  return command.run(desk, args, rest);
}

function unscrew(desk: Desk, [what]: readonly string[]): Wish {
  if (what === undefined) return did(desk.openFurther());
  if (what !== 'all') return wrong(`unscrew takes "all" or nothing, and got "${what.slice(0, 40)}"`);
  let done = desk.openFurther();
  if (!done.ok) return did(done);
  while (!desk.bench.lid.isOpen && done.ok) done = desk.openFurther();
  return NOTHING;
}

function wait(_desk: Desk, args: readonly string[]): Wish {
  if (args.length === 0) return wrong('wait for how long? For example: wait 25 s');
  const duration = parseDuration(args.join(' '));
  return duration.ok ? { kind: 'wait', durationUs: duration.value } : wrong(duration.problem);
}

function dip(desk: Desk, args: readonly string[]): Wish {
  if (args.length === 0) return did(desk.dip());
  const match = /^(\S+?\s?(?:us|ms|s|min|h))(?:\s+(\S+\s?m?V))?$/.exec(args.join(' '));
  if (!match) return wrong(`dip takes a duration and perhaps a voltage, for example "dip 0.5s 8V"; got "${args.join(' ').slice(0, 40)}"`);
  const duration = parseDuration(match[1] ?? '');
  if (!duration.ok) return wrong(duration.problem);
  const volts = parseVolts(match[2] ?? '0 V');
  return volts.ok ? did(desk.dip(duration.value, volts.value)) : wrong(volts.problem);
}

function renew(desk: Desk, [state = 'provisioned']: readonly string[]): Wish {
  if (state !== 'factory' && state !== 'provisioned') return wrong(`new takes factory or provisioned, and got "${state.slice(0, 40)}"`);
  return did(desk.renew(state));
}

function cut(desk: Desk, [count = '1', when = 'during', ...rest]: readonly string[]): Wish {
  const isCount = /^[1-9]\d{0,5}$/.test(count);
  if (!isCount || rest.length > 0 || (when !== 'before' && when !== 'during' && when !== 'after'))
    return wrong(`cut takes a number from 1 and before, during or after: cut 3 after; got "${[count, when, ...rest].join(' ').slice(0, 40)}"`);
  return did(desk.cutPower(Number(count), when));
}

export function statusOf(desk: Desk): string[] {
  const { board, isPlugged, hasPower, isLidOpen, screwsIn, isPressing, pressedForUs, hold, heldUs, explanation } = situationOf(desk);
  const { bench } = desk;
  const lid = isLidOpen ? 'off' : screwsIn === 0 ? 'loose' : `on, ${screwsIn} screws`;
  const counted = hold ? `; from the first sample ${formatSeconds(heldUs)}` : '';
  return [
    `plug ${isPlugged ? 'in' : 'out'}, power ${hasPower ? 'good' : 'off'}, lid ${lid}`,
    board.hasResetButton ? `button ${isPressing ? `held for ${formatSeconds(pressedForUs)}` : 'not held'}${counted}` : 'no reset button',
    `screen: ${bench.recorder.firmware?.screen.title.text ?? NO_SIGNAL}; status LED: ${bench.hal.led.pattern}`,
    explanation ? `verdict: ${explanation.verdict} - ${explanation.text}` : 'verdict: none yet',
  ];
}

function helpLines(): string[] {
  return COMMANDS.map(({ name, args, meaning }) => `${`${name} ${args}`.trimEnd().padEnd(28)} ${meaning}`);
}
