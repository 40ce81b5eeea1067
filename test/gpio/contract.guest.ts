/** Both back-ends on the lines of a real kernel keep the contracts of the ports. */
import { portContract } from '../contract/ports.ts';
import { pause, rigged, until } from './pi-rig.ts';

for (const gpio of ['cdev', 'onoff'] as const)
  portContract(`Pi, ${gpio}`, async () => {
    const { pi, chip, close } = await rigged(gpio);
    pi.clock.wake();
    return {
      hal: pi.hal,
      drive: (level) => chip.line('reset').drive(level),
      buzzerLevel: () => chip.line('buzzer').level(),
      grainUs: 100_000,
      async pass(us) {
        await pause(us + 10_000);
        pi.clock.wake();
      },
      until,
      close,
    };
  });
