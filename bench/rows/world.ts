/** The whole bench world: plug, supply, finger, contact, pins, flash, watchdog, firmware, screen titles and the trace of it all. */
import { Bench } from '../../src/bench/bench.ts';
import type { BounceChoice } from '../../src/bench/finger.ts';
import { createStepper, type Stepper, tabulate } from '../../src/fsm/stepper.ts';
import { createSystemMachine, powerUpKey } from '../../src/fsm/system.ts';
import { Storage } from '../../src/storage/storage.ts';
import { BEFORE_POWER_US, BOARD, END_US, type Job, RELEASE_US } from '../job.ts';

const pure = () => createStepper(createSystemMachine(BOARD), powerUpKey);

export const pureWorld = (): Job => inWorld(pure(), true, 'none');
export const pureWorldWithBounce = (): Job => inWorld(pure(), true, 'board');
export const tabulatedWorld = (): Job => inWorld(tabulate(pure()), true, 'none');
export const tabulatedWorldWithBounce = (): Job => inWorld(tabulate(pure()), true, 'board');
export const tabulatedWorldWithoutTrace = (): Job => inWorld(tabulate(pure()), false, 'none');

function inWorld(stepper: Stepper, trace: boolean, bounce: BounceChoice): Job {
  return (held) => {
    const bench = new Bench({ board: BOARD, stepper, trace, state: held ? 'provisioned' : 'factory' });
    const beeps = countBeeps(bench);
    if (held) bench.finger.press(bounce);
    bench.advance(BEFORE_POWER_US);
    bench.supply.plugIn();
    if (held) {
      bench.advance(RELEASE_US);
      bench.finger.release(bounce);
    }
    bench.advanceTo(BEFORE_POWER_US + END_US);
    if (trace && bench.trace.last('screen')?.value !== 'Set-up Wizard') throw new Error('the trace does not end at the wizard');
    return {
      boots: bench.hal.reset.cause() === 'software' ? 2 : 1,
      // Only whoever verifies reads the whole flash once more.
      get resets() {
        return bench.verdict === 'reset' && new Storage(bench.hal.flash).credentials.kind === 'absent' ? 1 : 0;
      },
      beeps: beeps(),
      atWizard: bench.isIn('boot.ready.wizard'),
    };
  };
}

/** Listens at the buzzer's pin, so that a world without a trace is verified too. */
function countBeeps({ hal: { buzzerPin } }: Bench): () => number {
  let beeps = 0;
  const write = buzzerPin.write.bind(buzzerPin);
  buzzerPin.write = (level) => {
    if (level === 1 && buzzerPin.level === 0) beeps++;
    write(level);
  };
  return () => beeps;
}
