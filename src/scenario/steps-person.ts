/**
 * The steps of a person who is really there: each says what to do and waits until it was done, as contact and power-sense line tell. What is not real is moved by the bench, as
 * ever. A delay before such a step counts down to it.
 */
import { formatDuration, US_PER_S, type Us } from '../units.ts';
import type { StepValues } from './format.ts';
import type { Handlers } from './handlers.ts';
import type { Step } from './scenario.ts';
import type { Stage, Stop } from './stage.ts';
import type { Station } from './station.ts';
import { DEVICE_STEPS } from './steps-device.ts';

type Real = Station['real'];

/** What a person is asked for in this step; `undefined` where it needs nobody. */
function promptOf(step: Step | undefined, { button, plug }: Real): string | undefined {
  switch (step?.kind) {
    case 'press':
      return button ? `Press and hold the reset button${step.value?.for === undefined ? '' : ` for ${formatDuration(step.value.for)}`}` : undefined;
    case 'release':
      return button ? RELEASE : undefined;
    case 'power':
      return plug ? POWER[step.value] : undefined;
    case 'power-cycle':
      return plug ? POWER.off : undefined;
    case 'set-control': {
      const { 'part-id': part, value } = step.value;
      if (part === 'reset') return button ? (value === 1 ? 'Press and hold the reset button' : RELEASE) : undefined;
      return isPlug(step.value) && plug ? POWER[value === 1 ? 'on' : 'off'] : undefined;
    }
    default:
      return undefined;
  }
}

const RELEASE = 'Release the reset button';
const POWER = { on: 'Give power', off: 'Take the power away' } as const;
const isPlug = ({ 'part-id': part, control, name }: StepValues['set-control']) => part === 'power' && (control ?? name) === 'plugged';

async function press(stage: Stage, prompt: string, heldUs?: Us): Promise<Stop> {
  const { clock, finger } = stage.bench;
  const failure = await stage.ask(prompt, () => finger.isPressing);
  if (failure || heldUs === undefined) return failure;
  clock.at(Math.max(clock.nowUs, clock.nowUs - finger.heldUs + heldUs), () => finger.isPressing && stage.station?.tell(RELEASE));
  return undefined;
}

const plug = (stage: Stage, state: 'on' | 'off'): Promise<Stop> => stage.ask(POWER[state], () => stage.bench.supply.isPlugged === (state === 'on'));

/** Second by second, where somebody waits for the end of it. */
async function wait(stage: Stage, forUs: Us, prompt: string | undefined): Promise<Stop> {
  const endUs = stage.nowUs + forUs;
  if (prompt === undefined) return stage.pass(endUs);
  for (;;) {
    const leftUs = endUs - stage.nowUs;
    const seconds = Math.ceil(leftUs / US_PER_S);
    if (seconds > 0) stage.station?.countDown(prompt, seconds);
    const failure = await stage.pass(Math.max(stage.nowUs, endUs - Math.max(0, seconds - 1) * US_PER_S));
    if (failure || stage.nowUs >= endUs) return failure;
  }
}

/** Those that differ while `real` is moved by a person. */
export function personSteps(real: Real): Partial<Handlers> {
  const release = (stage: Stage) => stage.ask(RELEASE, () => !stage.bench.finger.isPressing);
  return {
    delay: (stage, value) => wait(stage, value, promptOf(stage.next, real)),
    prompt(stage, value) {
      stage.notes.push({ atUs: stage.nowUs, text: `(prompt) ${value}` });
      stage.station?.tell(value);
      return undefined;
    },
    ...(real.button ? { press: (stage, value, step) => press(stage, promptOf(step, real) ?? '', value?.for), release } : {}),
    ...(real.plug
      ? {
          power: plug,
          async 'power-cycle'(stage, { off }) {
            return (await plug(stage, 'off')) ?? (await wait(stage, off, POWER.on)) ?? plug(stage, 'on');
          },
        }
      : {}),
    'set-control'(stage, value, step) {
      if (promptOf(step, real) === undefined) return DEVICE_STEPS['set-control'](stage, value);
      if (isPlug(value)) return plug(stage, value.value === 1 ? 'on' : 'off');
      return value.value === 1 ? press(stage, promptOf(step, real) ?? '') : release(stage);
    },
  };
}
