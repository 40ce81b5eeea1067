/** The way back in by monitor, phone and mail, at the panel: what keys and mouse do at each place. */
import { describe, expect, it } from 'vitest';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { createDesk, seconds } from '../../support/desk.ts';
import { openPanel, placeOf } from '../../support/panel.ts';
import { S } from '../../support/world.ts';

const ENTER = '\r';
const TAB = '\t';
const CTRL = { c: '\x03', e: '\x05', f: '\x06', o: '\x0f', t: '\x14' } as const;

type Panel = ReturnType<typeof openPanel>;

const WIDE = { columns: 120, rows: 40 };

/** A recorder that has come to its first menu. */
function readyDesk(desk = createDesk()): Desk {
  desk.bench.advance(seconds(30));
  return desk;
}

/** A panel with the recorder at its login, and the person at the monitor. */
function atMonitor(size: { columns?: number; rows?: number } = {}): Panel {
  const panel = openPanel({ ...size, desk: readyDesk() });
  panel.type('m');
  panel.wall.pass(50);
  return panel;
}

/** A lone Escape is one only after a moment. */
function pressEscape(panel: Panel): void {
  panel.type('\x1b');
  panel.wall.pass(100);
}

const shown = async (panel: Panel) => {
  panel.wall.pass(50);
  return (await panel.screen()).join('\n');
};

const menuOf = (panel: Panel) => panel.desk.bench.recorder.firmware?.regions.menu;

/** By keys alone, as the coach says. */
function toQrCode(panel: Panel): void {
  panel.type(TAB + ENTER);
  panel.wall.pass(100);
  panel.type(TAB + TAB + ENTER);
  panel.type(ENTER);
  panel.wall.pass(1000);
  expect(menuOf(panel)).toBe('recovery.qr-code');
}

async function settled(panel: Panel): Promise<void> {
  await panel.desk.bench.outside.settled();
  await Promise.resolve();
}

/** From the QR code to a mail that has come, with the phone in the hand. */
async function scan(panel: Panel): Promise<void> {
  panel.type(CTRL.f);
  panel.type(ENTER.repeat(7));
  await settled(panel);
  panel.wall.pass(6000);
}

/** Presses the button of the mouse on `text` and lets go. */
async function clickOn(panel: Panel, text: string): Promise<void> {
  const { x, y } = placeOf(await panel.screen(), text);
  expect([text, y]).not.toEqual([text, 0]);
  panel.type(`\x1b[<0;${x + 1};${y}M\x1b[<0;${x + 1};${y}m`);
  panel.wall.pass(50);
}

describe('at the monitor', () => {
  it('m brings it to the whole window, ctrl-o goes back to the desk, and the footer says so', async () => {
    const panel = atMonitor();
    const screen = await shown(panel);
    expect(screen).toContain('Draw your unlock pattern.');
    expect(screen).not.toContain('ON THE DESK');
    expect(screen).toContain('ctrl-o  desk');
    panel.type(CTRL.o);
    expect(await shown(panel)).toContain('ON THE DESK');
    panel.app.close();
  });

  it('a click on the monitor sits down too', async () => {
    const panel = openPanel({ desk: readyDesk() });
    await clickOn(panel, 'Unlock Pattern');
    expect(await shown(panel)).not.toContain('ON THE DESK');
    panel.app.close();
  });

  it('keys of the desk are the recorder’s there: nothing is unplugged by typing', async () => {
    const panel = atMonitor();
    panel.type(TAB + ENTER);
    panel.wall.pass(100);
    panel.type('puxqn?m');
    expect(await shown(panel)).toContain('•••••••');
    expect(panel.desk.bench.supply.isPlugged).toBe(true);
    expect(panel.hasQuit()).toBe(false);
    panel.app.close();
  });

  it('escape is the recorder’s: it leads a step back on its screen', async () => {
    const panel = atMonitor();
    panel.type(TAB + ENTER);
    expect(menuOf(panel)).toBe('login.password');
    pressEscape(panel);
    expect(menuOf(panel)).toBe('login.pattern');
    panel.app.close();
  });

  it('a pattern is drawn with the mouse held down, and logs in', async () => {
    const panel = atMonitor();
    const lines = await panel.screen();
    const rows = lines.flatMap((line, index) => (/○ +○ +○/.test(line) ? [index + 1] : []));
    const columns = [...(lines[(rows[0] ?? 0) - 1] ?? '').matchAll(/○/g)].map((match) => match.index + 1);
    const at = (point: number) => `${columns[(point - 1) % 3]};${rows[Math.floor((point - 1) / 3)]}`;
    panel.type(`\x1b[<0;${at(1)}M`);
    for (const point of [2, 3, 6]) panel.type(`\x1b[<32;${at(point)}M`);
    expect(await shown(panel)).toMatch(/●─+●─+●/);
    panel.type(`\x1b[<32;${at(9)}M\x1b[<0;${at(9)}m`);
    panel.wall.pass(1000);
    expect(await shown(panel)).toContain('Logged in as admin.');
    panel.app.close();
  });

  it('without power it says so, and leads back to the desk', async () => {
    const panel = openPanel();
    panel.type('p');
    panel.wall.pass(1000);
    panel.type('m');
    const screen = await shown(panel);
    expect(screen).toContain('No signal');
    expect(screen).toMatch(/Back to the desk +press ctrl-o/);
    panel.app.close();
  });

  it.each(['m', 'f', 'i'])('Ctrl-C quits after %s as well', (key) => {
    const panel = openPanel();
    panel.type(key);
    panel.type(CTRL.c);
    expect(panel.hasQuit()).toBe(true);
  });
});

describe('the phone in the hand', () => {
  it('stands beside the QR code, at 80 columns too, and goes away with escape, step by step', async () => {
    for (const size of [{}, WIDE]) {
      const panel = atMonitor(size);
      toQrCode(panel);
      panel.type(CTRL.f);
      const screen = await shown(panel);
      expect(screen).toContain('EasyViewerLite');
      expect(screen.split('\n').filter((line) => /[█▀▄]{2}/.test(line)).length).toBeGreaterThanOrEqual(17);
      panel.type(ENTER + ENTER);
      expect(await shown(panel)).toContain('Setting ');
      for (const wanted of ['Home', 'EasyViewerLite']) {
        pressEscape(panel);
        expect(await shown(panel)).toContain(wanted);
      }
      pressEscape(panel);
      expect(await shown(panel)).not.toContain('EasyViewerLite ');
      expect(await shown(panel)).toContain('ctrl-o  desk');
      panel.app.close();
    }
  });

  it('its icons are reached by the arrows in their two rows', async () => {
    const panel = openPanel();
    panel.type('f');
    panel.type('\x1b[B\x1b[C\x1b[A\x1b[D\x1b[C\r');
    expect(panel.desk.bench.trace.last('phone')?.value).toBe('app');
    expect(panel.desk.bench.trace.all('phone', 'app')[0]?.detail).toBe('iDMSS');
    panel.app.close();
  });

  it('asks for a moment while it reads the picture, in which virtual time stands still', async () => {
    const panel = atMonitor();
    toQrCode(panel);
    panel.type(CTRL.f);
    panel.type(ENTER.repeat(7));
    const { nowUs } = panel.desk.bench;
    panel.wall.pass(200);
    expect(panel.desk.bench.nowUs).toBe(nowUs);
    expect(panel.written.join('')).toContain('One moment ...');
    await settled(panel);
    expect(await shown(panel)).toContain('Successfully scanned.');
    panel.wall.pass(200);
    expect(panel.desk.bench.nowUs).toBeGreaterThan(nowUs);
    panel.app.close();
  });

  it('is tapped with the mouse; a click on the monitor beside it sits down there, and acts', async () => {
    const panel = atMonitor(WIDE);
    toQrCode(panel);
    panel.type(CTRL.f);
    panel.wall.pass(50);
    await clickOn(panel, ' EV ');
    await clickOn(panel, '  Home  ');
    expect(panel.desk.bench.outside.phone.state).toBe('home');
    await clickOn(panel, 'Cancel');
    expect(menuOf(panel)).toBe('login.password');
    panel.type('abc');
    expect(await shown(panel)).toContain('•••');
    await clickOn(panel, '  Back  ');
    expect(await shown(panel)).toContain('put away');
    panel.app.close();
  });

  it('finds no QR code where there is none on the monitor, and says so', async () => {
    const panel = atMonitor();
    panel.type(CTRL.f);
    panel.type(ENTER.repeat(7));
    await settled(panel);
    expect(await shown(panel)).toMatch(/No QR code in the|This QR code is not/);
    panel.app.close();
  });
});

describe('the inbox', () => {
  it('is empty at first, and shows the mail when it comes', async () => {
    const panel = openPanel();
    panel.type('i');
    expect(await shown(panel)).toContain('No mail has come yet.');
    panel.app.close();
  });

  it('a mail is told at the desk with the key for it, and read with sender, address and time', async () => {
    const panel = atMonitor();
    toQrCode(panel);
    panel.type(CTRL.f);
    panel.type(ENTER.repeat(7));
    await settled(panel);
    panel.type(CTRL.o);
    panel.wall.pass(5500);
    const desk = await shown(panel);
    expect(desk).toContain('● Mail: Your security code - press i');
    expect(desk).toContain('mail (1)');
    panel.type('m');
    expect(await shown(panel)).toContain('● Mail: Your security code - press ctrl-e');
    panel.type(CTRL.o);
    panel.type('i');
    const inbox = await shown(panel);
    expect(inbox).toContain('Password Reset <support_gpwd@htmicrochip.com>');
    expect(inbox).toMatch(/Arrived {2}0:3\d\.\d/);
    expect(inbox).toMatch(/Security code: [0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(inbox).not.toContain('mail (1)');
    panel.app.close();
  });

  it('t types what the mail says into the field at the monitor, and says why where it cannot', async () => {
    const panel = atMonitor();
    panel.type(CTRL.t);
    expect(await shown(panel)).toContain('No mail has come that says a security code');
    toQrCode(panel);
    await scan(panel);
    panel.type('it');
    const [code = ''] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(panel.desk.bench.outside.post.inbox[0]?.text ?? '') ?? [];
    expect(await shown(panel)).toContain(`Security code  ${code}`);
    expect(await shown(panel)).toContain('ctrl-o  desk');
    pressEscape(panel);
    panel.type(CTRL.t);
    expect(await shown(panel)).toContain('The monitor does not ask for a security code');
    panel.app.close();
  });

  it('goes from mail to mail with arrows and mouse', async () => {
    const panel = atMonitor();
    toQrCode(panel);
    await scan(panel);
    panel.type('it\r');
    panel.wall.pass(1000);
    panel.type('Camera2027\rCamera2027\r');
    panel.wall.pass(1000);
    await settled(panel);
    panel.wall.pass(6000);
    panel.type(CTRL.e);
    expect(await shown(panel)).toContain('Subject  The password was changed');
    panel.type('\x1b[B');
    expect(await shown(panel)).toContain('Subject  Your security code');
    panel.type('\x1b[B\x1b[A');
    expect(await shown(panel)).toContain('Subject  The password was changed');
    await clickOn(panel, '  Your security code');
    expect(await shown(panel)).toContain('Subject  Your security code');
    panel.app.close();
  });
});

describe('the reset guide, by keys alone', () => {
  it.each([{}, WIDE])('leads from a forgotten pattern to a login with the new password: %j', async (size) => {
    const panel = atMonitor(size);
    toQrCode(panel);
    await scan(panel);
    panel.type('it\r');
    panel.wall.pass(1000);
    expect(menuOf(panel)).toBe('recovery.new-password');
    panel.type('Camera2027\rCamera2027\r');
    panel.wall.pass(1000);
    expect(await shown(panel)).toContain('Your new password is now applied to your device.');
    panel.type(ENTER);
    panel.type('Camera2027\r');
    await settled(panel);
    panel.wall.pass(1000);
    expect(await shown(panel)).toContain('Logged in as admin.');
    panel.app.close();
  });

  it('and from a factory default through the set-up wizard', async () => {
    const panel = openPanel({ desk: readyDesk(new Desk({ board: createDesk().bench.board, seed: 1, state: 'factory' })) });
    expect(await shown(panel)).toContain('The recorder waits to be set up: sit at the monitor');
    panel.type('m');
    panel.type('Camera2027\rCamera2027\r\r');
    panel.type('1478\r');
    panel.type('1478\r');
    expect(menuOf(panel)).toBe('wizard.protection');
    panel.type(`me@home.test${TAB.repeat(7)}\r`);
    panel.wall.pass(1000);
    expect(menuOf(panel)).toBe('wizard.agreement');
    panel.type(`${TAB} ${TAB}\r`);
    panel.type(ENTER);
    expect(await shown(panel)).toContain('Logged in as admin.');
    panel.app.close();
  });
});

describe('another recorder', () => {
  it('comes with an inbox and a phone of its own', async () => {
    const panel = atMonitor();
    toQrCode(panel);
    await scan(panel);
    panel.type(CTRL.o);
    panel.type('n');
    panel.type('i');
    expect(panel.desk.bench.nowUs).toBeLessThan(S);
    expect(await shown(panel)).toContain('No mail has come yet.');
    panel.desk.bench.advance(seconds(1));
    panel.app.close();
  });
});
