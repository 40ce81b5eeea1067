/** Steps of a person at the device: button, plug, supply, cables, clocks, and the drawer where recorders lie as they once were. */
import type { BounceChoice } from '../bench/finger.ts';
import type { Snapshot } from '../bench/snapshot.ts';
import { inverse } from '../board.ts';
import { formatProblem } from '../errors.ts';
import type { Alarm } from '../hal/ports.ts';
import { US_PER_MS } from '../units.ts';
import { writeWhole } from '../whole-file.ts';
import type { StepValues } from './format.ts';
import type { Handlers } from './handlers.ts';
import { snapshotText } from './snapshot-file.ts';
import type { Stage, Stop } from './stage.ts';

/** The ends of presses with `for`, by stage. */
const releases = new WeakMap<Stage, Alarm>();

function press(stage: Stage, { for: heldUs, bounce }: NonNullable<StepValues['press']>): Stop {
  const { clock, finger } = stage.bench;
  clock.cancel(releases.get(stage));
  const choice = bounceOf(bounce);
  finger.press(choice);
  if (heldUs !== undefined)
    releases.set(
      stage,
      clock.at(clock.nowUs + heldUs, () => finger.release(choice)),
    );
  return undefined;
}

function lift(stage: Stage, bounce: BounceChoice): Stop {
  stage.bench.clock.cancel(releases.get(stage));
  stage.bench.finger.release(bounce);
  return undefined;
}

function plug({ bench }: Stage, isIn: boolean): Stop {
  if (isIn) bench.supply.plugIn();
  else bench.supply.unplug();
  return undefined;
}

function setControl(stage: Stage, { 'part-id': part, control, name, value }: StepValues['set-control']): Stop {
  const { board, hal, outside, recorder } = stage.bench;
  switch (`${part}.${control ?? name}`) {
    case 'reset.pressed':
      return value === 1 ? press(stage, {}) : lift(stage, 'board');
    case 'reset.contact':
      hal.resetButton.drive(value === 1 ? board.closedLevel : inverse(board.closedLevel));
      return undefined;
    case 'power.plugged':
      return plug(stage, value === 1);
    case 'network.plugged':
      hal.network.plug(value === 1);
      return undefined;
    case 'service.up':
      outside.isServiceUp = value === 1;
      return undefined;
    default: {
      const { firmware } = recorder;
      if (!firmware) return stage.fail(`the recorder has no power: there is no firmware to ${control ?? name}`);
      if ((control ?? name) === 'hang') firmware.hang();
      else firmware.request((control ?? name) === 'soft-reset' ? 'restart.requested' : 'factory-default.requested');
      return undefined;
    }
  }
}

function setClock({ bench }: Stage, { clock, by = 0, to }: StepValues['set-clock']): Stop {
  const { hal, outside } = bench;
  const byMs = Math.round(by / US_PER_MS);
  if (clock === 'server') outside.setServerTime(to ?? outside.serverTimeMs + byMs);
  else if (to !== undefined) hal.rtc.set(to);
  else hal.rtc.jump(byMs);
  return undefined;
}

function takeSnapshot(stage: Stage, value: StepValues['snapshot']): Stop {
  const { name, 'save-to': file } = typeof value === 'string' ? { name: value } : value;
  const snapshot = stage.bench.snapshot(name);
  stage.snapshots.set(name, snapshot);
  if (file === undefined) return undefined;
  const written = writeWhole(stage.fileOf(file), snapshotText(snapshot));
  return written.ok ? undefined : stage.fail(written.problems.map(formatProblem).join('; '));
}

/** That there is one was seen to before the run. */
function restore({ bench, snapshots }: Stage, name: string): Stop {
  bench.restore(snapshots.get(name) as Snapshot, name);
  return undefined;
}

export const DEVICE_STEPS = {
  delay: (stage, value) => stage.pass(stage.nowUs + value),
  'set-control': setControl,
  press: (stage, value) => press(stage, value ?? {}),
  release: (stage, value) => lift(stage, bounceOf(value?.bounce)),
  power: (stage, value) => plug(stage, value === 'on'),
  'power-cycle': async (stage, value) => {
    plug(stage, false);
    return (await stage.pass(stage.nowUs + value.off)) ?? plug(stage, true);
  },
  dip: ({ bench }, value) => {
    bench.supply.dip(value.for, value.to);
    return undefined;
  },
  'set-clock': setClock,
  'rtc-battery': ({ bench }) => {
    bench.hal.rtc.loseBattery();
    return undefined;
  },
  snapshot: takeSnapshot,
  restore,
  'cut-power': ({ bench }, value) => {
    bench.cutPower({ operation: value['at-flash-operation'], when: value.when });
    return undefined;
  },
} satisfies Partial<Handlers>;

function bounceOf(bounce: NonNullable<StepValues['press']>['bounce']): BounceChoice {
  if (bounce === undefined) return 'board';
  if (bounce === 'none') return 'none';
  const { duration, toggles, seed } = bounce;
  return { durationUs: duration, toggles, ...(seed === undefined ? {} : { seed }) };
}
