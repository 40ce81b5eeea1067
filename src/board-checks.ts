/**
 * What a board says as a whole. Contradictions: values each in range that cannot hold together; such a board is refused. Doubts: a
 * legal board that will probably disappoint the one who wrote it; `recsim board lint` tells them.
 * Not promised: that a board without doubts is a good one. Source of the doubts: bugs seen in real firmwares, and physics.
 */
import path from 'node:path';
import type { Action, Beep, Board, Stage } from './board.ts';
import type { ParameterName } from './board-parameters.ts';
import type { Source } from './document.ts';
import type { Problem } from './errors.ts';
import { fullestLogs } from './storage/capacity.ts';
import { formatDuration, type Us } from './units.ts';

type Tell = (name: ParameterName, message: string, remedy: string, ...below: PropertyKey[]) => void;

/** Values that are each in range but cannot hold together. `given` tells which parameters the file names. */
export function contradictionsOf(board: Board, given: (name: ParameterName) => boolean, source: Source): Problem[] {
  const problems: Problem[] = [];
  const tell = teller(problems, 'contradiction', given, source);
  for (const name of ['holdMin', 'holdMax'] as const) {
    if (given('stages') && given(name)) tell(name, 'a board with "stages" has no single window', `Remove ${name}, or write the window as a stage`);
  }
  board.stages.forEach((stage, index) => {
    stageContradictions(stage, board.stages[index + 1], index, given, board.stuckAfterUs, tell);
  });
  if (board.decideAt === 'threshold' && actingStages(board).length > 1)
    tell('decideAt', 'with "threshold" only the first acting stage is ever reached', 'Use "release", or keep one acting stage');
  if (board.bounceTogglesMin > board.bounceTogglesMax) tell('bounceTogglesMin', 'is more than bounceTogglesMax', 'Exchange the two');
  if (board.prePowerHoldMinUs > board.prePowerHoldMaxUs) tell('prePowerHoldMin', 'is longer than prePowerHoldMax', 'Exchange the two');
  if (board.brownoutVolts > board.supplyVolts) {
    const volts = `${board.brownoutVolts} V is above the supply of ${board.supplyVolts} V`;
    tell('brownoutVolts', `${volts}: the recorder could never start`, `Make it less than ${board.supplyVolts} V`);
  }
  if (board.passwordMin > board.passwordMax) tell('passwordMin', 'is more than passwordMax', 'Exchange the two');
  if (board.flashEraseSize % board.flashWriteSize !== 0) {
    const message = `an erase block of ${board.flashEraseSize} bytes is no whole number of write units of ${board.flashWriteSize}`;
    tell('flashWriteSize', message, 'Make it a power of two');
  } else roomContradictions(board, given, tell);
  return [...problems, ...pinProblems(board, source)];
}

function stageContradictions(
  stage: Stage,
  next: Stage | undefined,
  index: number,
  given: (name: ParameterName) => boolean,
  stuckAfterUs: Us,
  tell: Tell,
): void {
  const [name, ...at]: [ParameterName, ...PropertyKey[]] = given('stages') ? ['stages', index] : [given('holdMax') ? 'holdMax' : 'holdMin'];
  const from = formatDuration(stage.fromUs);
  if (stage.toUs < stage.fromUs) {
    const remedy = given('stages') ? `Make "to" ${from} or longer` : `Make holdMax ${from} or longer`;
    tell(name, `the window ends (${formatDuration(stage.toUs)}) before it begins (${from})`, remedy, ...at);
  }
  if (next && next.fromUs < stage.toUs) {
    const message = `the stage from ${formatDuration(next.fromUs)} begins before the one above it ends`;
    tell('stages', message, 'Put the stages in order, without overlap; only the last may have no end', index + 1);
  }
  const lastUs = Number.isFinite(stage.toUs) ? stage.toUs : stage.fromUs;
  if (lastUs >= stuckAfterUs) {
    const message = `a button is called stuck at ${formatDuration(stuckAfterUs)}, before the window of ${from} ends`;
    tell('stuckAfter', message, `Make stuckAfter longer than ${formatDuration(lastUs)}, or the window shorter`);
  }
}

/** An erase block too small for all that the wizard may have to save. */
function roomContradictions(board: Board, given: (name: ParameterName) => boolean, tell: Tell): void {
  const { flashEraseSize, flashWriteSize, questionCount } = board;
  const { settings, device } = fullestLogs({ writeSize: flashWriteSize }, questionCount);
  const needed = Math.max(settings, device);
  if (needed <= flashEraseSize) return;
  const what = settings >= device ? 'the most that an owner can set' : 'what the recorder keeps of itself';
  const message = `an erase block of ${flashEraseSize} bytes cannot hold ${what}, ${needed} bytes in write units of ${flashWriteSize}`;
  const block = Math.ceil(needed / 1024) * 1024;
  const name = given('flashEraseSize') ? 'flashEraseSize' : 'flashWriteSize';
  tell(name, message, `Take erase blocks of ${block} bytes or more, or smaller write units`);
}

function pinProblems(board: Board, source: Source): Problem[] {
  const owner = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [part, pin] of Object.entries(board.pins)) {
    if (pin.pwm && part !== 'buzzer') {
      const place = source.placeOf(['pins', part, 'pwm']);
      problems.push({ code: 'contradiction', message: `pins.${part}: a tone is for a buzzer`, place, remedy: 'Remove "pwm"' });
    }
    for (const [key, value] of [['line', pin.line] as const, ...(pin.header === undefined ? [] : [['header', `pin ${pin.header}`] as const])]) {
      const other = owner.get(value);
      if (other === undefined) owner.set(value, part);
      else {
        const message = `pins.${part}: ${value} is taken by "${other}"`;
        problems.push({ code: 'contradiction', message, place: source.placeOf(['pins', part, key]), remedy: 'Give each part a line of its own' });
      }
    }
  }
  return problems;
}

/** Legal but doubtful values of a board. `given` tells which parameters the file names. */
export function doubtsOf(board: Board, given: (name: ParameterName) => boolean, source: Source): Problem[] {
  const doubts: Problem[] = [];
  const tell = teller(doubts, 'doubtful', given, source);
  if (board.hasResetButton) {
    contactDoubts(board, tell);
    holdDoubts(board, given('stages') ? 'stages' : 'holdMin', tell);
    armingDoubts(board, tell);
  } else if (board.pins.reset) {
    const message = 'pins.reset: a pin for the reset button, but hasResetButton is false';
    doubts.push({ code: 'doubtful', message, place: source.placeOf(['pins', 'reset']), remedy: 'Remove the pin, or say that there is a button' });
  }
  deviceDoubts(board, tell);
  if (board.passwordHashCost < WEAK_HASH_COST)
    tell(
      'passwordHashCost',
      `${board.passwordHashCost} is a cost for tests: passwords are soon guessed from a copy of the flash`,
      `Make it ${WEAK_HASH_COST} or more`,
    );
  return [...doubts, ...nameDoubts(board, source), ...headerDoubts(board, source)];
}

function nameDoubts(board: Board, source: Source): Problem[] {
  const folder = path.basename(path.dirname(path.resolve(source.file)));
  if (path.basename(source.file) !== 'board.json' || folder === board.name) return [];
  const message = `name: "${board.name}" is not the name of its folder, "${folder}"`;
  return [{ code: 'doubtful', message, place: source.placeOf(['name']), remedy: 'Rename one of the two: people call a board by its folder' }];
}

/** Pin of the Raspberry Pi's 40-pin header for GPIO2 to GPIO27. */
const HEADER_OF_GPIO2 = [3, 5, 7, 29, 31, 26, 24, 21, 19, 23, 32, 33, 8, 10, 36, 11, 12, 35, 38, 40, 15, 16, 18, 22, 37, 13];

function headerDoubts(board: Board, source: Source): Problem[] {
  return Object.entries(board.pins).flatMap(([part, { line, header }]): Problem[] => {
    const right = HEADER_OF_GPIO2[Number(/^GPIO(\d+)$/.exec(line)?.[1]) - 2];
    if (header === undefined || right === undefined || header === right) return [];
    const message = `pins.${part}: on a Raspberry Pi ${line} is pin ${right} of the header, not ${header}`;
    return [{ code: 'doubtful', message, place: source.placeOf(['pins', part, 'header']), remedy: `Write ${right}, or another line` }];
  });
}

function contactDoubts(board: Board, tell: Tell): void {
  const { debounceUs, bounceDurationUs } = board;
  if (debounceUs === 0) tell('debounce', 'without a debounce the shortest disturbance ends a hold', 'Take 5 ms or more, unless the source says 0');
  else if (bounceDurationUs >= debounceUs) {
    const times = `the contact bounces for ${formatDuration(bounceDurationUs)} and a level counts after ${formatDuration(debounceUs)}`;
    tell('debounce', `${times}: a bounce can pass for a release`, 'Make debounce longer than bounceDuration');
  }
  if (board.closedLevel !== board.activeLevel) {
    const level = ['low', 'high'];
    const message = `a closed contact gives "${level[board.closedLevel]}" but the firmware takes "${level[board.activeLevel]}" for pressed`;
    tell('closedLevel', `${message}: an untouched button is a stuck one`, 'Make both alike, unless the wrong polarity is what you want to show');
  }
}

const ERASES: ReadonlySet<Action> = new Set(['factory-default', 'password-reset']);

function holdDoubts(board: Board, window: ParameterName, tell: Tell): void {
  const acting = actingStages(board);
  const [first] = acting;
  if (!first) {
    tell('stages', 'no stage does anything', 'Give one stage an action other than "none"');
    return;
  }
  const touch = acting.find((stage) => ERASES.has(stage.action) && stage.fromUs < US_OF_A_TOUCH);
  if (touch) {
    const message = `a hold of ${formatDuration(touch.fromUs)} is enough for "${touch.action}"`;
    tell(window, `${message}: a touch erases`, 'Ask for a second or more, unless the source says so');
  }
  const last = board.stages.at(-1);
  const lastUs = last === undefined ? 0 : Number.isFinite(last.toUs) ? last.toUs : last.fromUs;
  const spareUs = board.stuckAfterUs - lastUs;
  if (spareUs < lastUs / 10) {
    const message = `a button is called stuck only ${formatDuration(spareUs)} after the last window (${formatDuration(lastUs)})`;
    tell('stuckAfter', `${message}: a hold a little too long is a fault`, 'Leave some time between, for example as long as the window');
  }
  const startsSooner = first.fromUs >= US_OF_A_TOUCH && first.fromUs < board.initDurationUs;
  if (board.decideAt === 'release' && armsAtPowerUp(board) && startsSooner) {
    const message = `lasts ${formatDuration(board.initDurationUs)}, but a hold of ${formatDuration(first.fromUs)} acts already`;
    tell(
      'initDuration',
      `${message}: the recorder is reset before it has started`,
      `Make it ${formatDuration(first.fromUs)} or less, or the hold longer`,
    );
  }
}

/** The least of OWASP's equivalent settings of scrypt has an N of 2^13. */
const WEAK_HASH_COST = 13;

const US_OF_A_TOUCH: Us = 1_000_000;

function armingDoubts(board: Board, tell: Tell): void {
  const restarts = board.armOn.filter((cause) => cause === 'watchdog' || cause === 'software');
  const causes = restarts.map((cause) => `"${cause}"`).join(' and ');
  if (restarts.length > 0 && board.decideAt === 'threshold')
    tell('armOn', `with ${causes} and decideAt "threshold" a button that stays down resets again after each restart, for ever`, `Remove ${causes}`);
  else if (restarts.length > 0)
    tell('armOn', `with ${causes} a button still down after a restart counts, though nobody powered up`, `Remove ${causes}`);
  if (!board.armOn.includes('power-on') && !board.armOn.includes('press'))
    tell('armOn', 'neither a power-up nor a press arms the button: nobody can use it', 'Add "power-on" or "press"');
  if (armsAtPowerUp(board) && board.enforcePrePowerHold !== 'off' && board.prePowerHoldMaxUs === 0)
    tell('prePowerHoldMax', 'every hold before power is too long', 'Set enforcePrePowerHold to "off", or allow some time');
}

function deviceDoubts(board: Board, tell: Tell): void {
  const { watchdogTimeoutUs, flashEraseUs, actionBeep, restartDelayUs } = board;
  if (watchdogTimeoutUs > 0 && watchdogTimeoutUs <= flashEraseUs) {
    const message = `the watchdog bites after ${formatDuration(watchdogTimeoutUs)}, while erasing a block takes ${formatDuration(flashEraseUs)}`;
    tell('watchdogTimeout', message, 'Make the time-out longer than an erase, or 0 s for no watchdog');
  }
  if (board.hasBuzzer && beepsUs(actionBeep) > restartDelayUs) {
    const message = `the action beeps last ${formatDuration(beepsUs(actionBeep))} and the restart comes after ${formatDuration(restartDelayUs)}`;
    tell('restartDelay', `${message}: the last beep may be cut off`, 'Make restartDelay longer, or the beeps shorter');
  }
  if (board.brownoutVolts === board.supplyVolts)
    tell('brownoutVolts', `is the supply itself (${board.supplyVolts} V): the slightest sag restarts the recorder`, 'Lower it');
}

function teller(into: Problem[], code: Problem['code'], given: (name: ParameterName) => boolean, source: Source): Tell {
  return (name, message, remedy, ...below) => {
    const place = source.placeOf(['parameters', name, 'value', ...below]);
    into.push({ code, message: `${name}${given(name) ? '' : ' (its default)'}: ${message}`, place, remedy });
  };
}

const actingStages = (board: Board) => board.stages.filter((stage) => stage.action !== 'none');
const armsAtPowerUp = (board: Board) => board.armOn.includes('power-on') || board.armOn.includes('brown-out');
const beepsUs = ({ count, onUs, offUs }: Beep): Us => (count === 0 ? 0 : count * onUs + (count - 1) * offUs);
