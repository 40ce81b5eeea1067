/** Carries out what a person does in the browser: at the desk, at the monitor, with phone and mail, and with time. */
import { formatProblem } from '../../errors.ts';
import { pictureFault } from '../../outside/picture-size.ts';
import type { UiInput } from '../screen/model.ts';
import type { Desk, Done } from '../terminal/desk.ts';
import type { Retimed, Tempo } from '../terminal/tempo.ts';
import type { BoardEditor } from './board-editor.ts';
import type { Deed, SimpleDeed } from './deed.ts';
import type { Player } from './player.ts';
import type { Scripts } from './scripts.ts';

const DONE: Done = { ok: true };
const refused = (why: string): Done => ({ ok: false, refused: why });

/** What there is beside the desk. */
export interface Beside {
  readonly player: Player;
  readonly scripts: Scripts;
  readonly board: BoardEditor;
}

export function carryOut(deed: Deed, desk: Desk, tempo: Tempo, { player, scripts, board }: Beside): Retimed {
  const { outside, recorder, hal } = desk.bench;
  switch (deed.do) {
    case 'input':
      return desk.byHand(() => {
        if (!recorder.firmware) return refused('there is nothing on the monitor: the recorder has no power');
        recorder.firmware.input(deed.input as UiInput);
        return DONE;
      });
    case 'tap':
      return desk.byHand(() => (outside.phone.tap(deed.button) ? DONE : refused('the phone has no such button now')));
    case 'read-mail': {
      const mail = outside.post.inbox[deed.mail];
      if (!mail) return refused('there is no such mail');
      desk.memory.read(mail);
      return DONE;
    }
    case 'type':
      return desk.byHand(() => {
        if (!recorder.firmware) return refused('nobody listens at the console: the recorder has no power');
        hal.console.receive(Buffer.from(deed.text));
        return DONE;
      });
    case 'cut-power':
      return desk.cutPower(deed.operation, deed.when);
    case 'pace':
      return tempo.setPace(deed.pace);
    case 'renew':
      return desk.renew(deed.state);
    case 'play': {
      const script = scripts.find(deed.file);
      return script.ok ? player.begin(script.value, deed.combination) : refused(script.problems.map(formatProblem).join('; '));
    }
    case 'set-parameter':
      board.set(deed.name, deed.value, deed.source);
      return DONE;
    case 'forget-board':
      board.forget();
      return DONE;
    case 'apply-board':
      return board.apply();
    case 'stop-play':
      return player.stop();
    default:
      return SIMPLE[deed.do](desk, tempo);
  }
}

/** A picture that a phone of one's own has taken, for the app that asks for one. */
export function showPicture(picture: Uint8Array, desk: Desk): Done {
  const { phone } = desk.bench.outside;
  return desk.byHand(() => {
    const fault = pictureFault(picture);
    if (fault !== undefined) return refused(fault);
    if (phone.scanPicture(picture)) return DONE;
    return refused(
      phone.state === 'reading' ? 'another picture is being read' : 'the app does not ask for a picture: open Reset Password in it first',
    );
  });
}

const SIMPLE: Readonly<Record<Exclude<SimpleDeed, 'stop-play' | 'forget-board' | 'apply-board'>, (desk: Desk, tempo: Tempo) => Retimed>> = {
  'plug-in': (desk) => desk.plugIn(),
  unplug: (desk) => desk.unplug(),
  'open-further': (desk) => desk.openFurther(),
  'close-lid': (desk) => desk.closeLid(),
  press: (desk) => desk.press(),
  release: (desk) => desk.release(),
  dip: (desk) => desk.dip(),
  'brown-out': (desk) => desk.brownOut(),
  'call-off-cut': (desk) => desk.callOffCut(),
  hang: (desk) => desk.hang(),
  reboot: (desk) => desk.reboot(),
  pause: (_, tempo) => tempo.pause(true),
  'go-on': (_, tempo) => tempo.pause(false),
  step: (_, tempo) => tempo.step(),
  jump: (_, tempo) => tempo.jump(),
};
