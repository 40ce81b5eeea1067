import { describe, expect, it } from 'vitest';
import type { Board } from '../../../src/board.ts';
import type { Advice } from '../../../src/ui/terminal/advice.ts';
import { advise } from '../../../src/ui/terminal/coach.ts';
import type { Desk } from '../../../src/ui/terminal/desk.ts';
import { situationOf } from '../../../src/ui/terminal/situation.ts';
import { createDesk, createKeptDesk, holdThroughPowerUp, openLid, seconds } from '../../support/desk.ts';

const advice = (desk: Desk): Advice => advise(situationOf(desk));
const said = (desk: Desk): string => {
  const { tone, text, action } = advice(desk);
  // It must not be cut at 80 columns, beside the hint for its key.
  expect(text.length).toBeLessThanOrEqual(action ? 61 + (action === 'finger' ? 0 : 4) : 72);
  return `${tone}: ${text}${action ? ` [${action}]` : ''}`;
};
const advance = (desk: Desk, count: number) => desk.bench.advance(seconds(count));

describe('the coach', () => {
  it('leads a newcomer through the whole procedure, step by step', () => {
    const desk = createDesk();
    const steps: string[] = [];
    const note = () => steps.push(said(desk));
    advance(desk, 30);
    note();
    desk.unplug();
    advance(desk, 1);
    note();
    for (let screw = 0; screw < 4; screw++) {
      desk.openFurther();
      note();
    }
    desk.openFurther();
    note();
    desk.press();
    advance(desk, 1.5);
    note();
    advance(desk, 3);
    note();
    desk.plugIn();
    note();
    advance(desk, 13.85);
    note();
    advance(desk, 6.15);
    note();
    advance(desk, 5);
    note();
    desk.release();
    advance(desk, 0.015);
    note();
    advance(desk, 1);
    note();
    advance(desk, 10);
    note();
    advance(desk, 20);
    note();
    expect(steps).toEqual([
      'do: Forgot the pattern? Sit at the monitor, or pull the plug (p) [monitor]',
      'do: Take out the four screws of the lid [open]',
      'do: Take out the screws: 3 to go [open]',
      'do: Take out the screws: 2 to go [open]',
      'do: Take out the screws: 1 to go [open]',
      'do: Lift the lid [open]',
      'do: Now press and hold the reset button [finger]',
      'wait: Keep holding: put the plug in after 4 s, in 2.5 s',
      'now: Put the plug in now, and keep holding [plug]',
      'wait: Power is on: keep holding, the first sample comes in a moment',
      'wait: Keep holding: the window opens in 6.2 s',
      'wait: Keep holding: the window opens in 0.1 s',
      'now: Release now: the window closes in 5.1 s [finger]',
      'wait: Released: the firmware waits 30 ms to be sure',
      'done: Factory default is under way',
      'done: Factory default: it starts anew',
      'done: Factory default done: sit at the monitor and set it up anew [monitor]',
    ]);
  });

  it('does not advise to take another recorder in place of one that is kept', () => {
    const restarts: Partial<Board> = { stages: [{ fromUs: seconds(20), toUs: seconds(30), action: 'restart' }] };
    const ends = [createDesk(restarts), createKeptDesk(restarts)].map((desk) => {
      holdThroughPowerUp(desk, 4.5, 25);
      desk.release();
      advance(desk, 40);
      return said(desk);
    });
    expect(ends).toEqual(['done: Restart done: it works again, or take another recorder [renew]', 'done: Restart done: it works again']);
  });

  it.each([
    ['too short', 14, 'wrong: Too short: nothing was reset. Pull the plug and try again [plug]'],
    ['too long', 35, 'wrong: Too long: nothing was reset. Pull the plug and try again [plug]'],
    ['stuck', 61, 'wrong: Taken for a stuck button. Pull the plug and try again [plug]'],
  ])('a hold that was %s is explained, with the way to try again', (_, heldS, expected) => {
    const desk = createDesk();
    holdThroughPowerUp(desk, 4.5, heldS);
    desk.release();
    advance(desk, 1);
    expect(said(desk)).toBe(expected);
  });

  it('says so while it is too late, and when the button is taken for stuck', () => {
    const desk = createDesk();
    holdThroughPowerUp(desk, 4.5, 31);
    expect(said(desk)).toBe('wrong: Too late: the window is closed. Lift the finger [finger]');
    advance(desk, 30);
    expect(said(desk)).toBe('wrong: Taken for a stuck button: lift the finger [finger]');
  });

  it('a button pressed after power-up is in vain', () => {
    const desk = createDesk();
    openLid(desk);
    advance(desk, 30);
    desk.press();
    advance(desk, 5);
    expect(said(desk)).toBe('wrong: Too late: hold it before power. Lift the finger [finger]');
    desk.release();
    advance(desk, 1);
    expect(said(desk)).toBe('wrong: That did not count. Pull the plug and try again [plug]');
  });

  it('a long hold before power does no harm, and the coach says so', () => {
    const desk = createDesk();
    desk.unplug();
    advance(desk, 1);
    openLid(desk);
    desk.press();
    advance(desk, 9);
    expect(advice(desk)).toMatchObject({ tone: 'now', action: 'plug', text: expect.stringContaining('does no harm') });
  });

  it('knows a hanging firmware, with and without a watchdog', () => {
    const desk = createDesk();
    advance(desk, 30);
    desk.hang();
    expect(said(desk)).toMatch(/^wait: The firmware hangs: the watchdog bites in \d+\.\d s$/);
    const without = createDesk({ watchdogTimeoutUs: 0 });
    advance(without, 30);
    without.hang();
    expect(said(without)).toBe('wrong: The firmware hangs, without a watchdog: pull the plug [plug]');
  });

  it('after a watchdog reset mid-hold the button does not count', () => {
    const desk = createDesk();
    holdThroughPowerUp(desk, 4.5, 8);
    desk.hang();
    advance(desk, 12);
    expect(said(desk)).toBe('wrong: This kind of start does not arm the button: lift the finger [finger]');
  });

  it('waits out a brown-out', () => {
    const desk = createDesk();
    holdThroughPowerUp(desk, 4.5, 8);
    desk.brownOut();
    advance(desk, 0.1);
    expect(said(desk)).toBe('wait: The supply is too low: keep holding, it comes back');
  });

  it('sends nobody to a button that is not there', () => {
    const desk = createDesk({ hasResetButton: false });
    advance(desk, 30);
    expect(said(desk)).toBe('do: Forgot the pattern? Sit at the monitor [monitor]');
    desk.unplug();
    advance(desk, 1);
    expect(said(desk)).toBe('do: Put the plug in [plug]');
    desk.plugIn();
    advance(desk, 1);
    expect(said(desk)).toBe('wait: This model has no reset button: wait for its menus');
  });

  it('on a model that counts presses while it runs, asks for one there', () => {
    const desk = createDesk({ armOn: ['press'], stages: [{ fromUs: seconds(5), toUs: Number.POSITIVE_INFINITY, action: 'factory-default' }] });
    advance(desk, 30);
    expect(said(desk)).toBe('do: Forgot the pattern? Sit at the monitor, or open the lid (u) [monitor]');
    desk.openFurther();
    expect(said(desk)).toBe('do: Take out the screws: 3 to go [open]');
    openLid(desk);
    expect(said(desk)).toBe('do: Press and hold the reset button [finger]');
    desk.press();
    advance(desk, 2);
    expect(said(desk)).toBe('wait: Keep holding: the window opens in 3.0 s');
    advance(desk, 4);
    expect(said(desk)).toMatch(/^now: Release now/);
  });

  it('with several windows, says what each would do', () => {
    const desk = createDesk({
      stages: [
        { fromUs: seconds(5), toUs: seconds(10), action: 'password-reset' },
        { fromUs: seconds(15), toUs: seconds(20), action: 'factory-default' },
      ],
    });
    holdThroughPowerUp(desk, 4.5, 6.05);
    expect(said(desk)).toBe('now: Release now: password reset; in 9.0 s: factory default [finger]');
    advance(desk, 6);
    expect(said(desk)).toBe('wait: Keep holding: the window opens in 3.0 s');
  });

  it('on a model that decides by itself, asks for no release', () => {
    const desk = createDesk({ decideAt: 'threshold' });
    holdThroughPowerUp(desk, 4.5, 10.05);
    expect(said(desk)).toBe('wait: Keep holding: it restores the factory defaults by itself in 10.0 s');
  });
});
