/** What `recsim rig` does: reads the plan, leads the session, and sees to it that there is a record of each unit, however the session ends. */
import { hostname } from 'node:os';
import { type Problem, ProblemError, unwrap } from '../../errors.ts';
import type { BackendName } from '../../hal/pi/gpio.ts';
import { unixMs } from '../../hal/wall-time.ts';
import { faultOfSerial, loadPlan, type Plan, SHIPPED_PLAN, windowText } from '../../rig/plan.ts';
import { RECORD_FORMAT, recordJson, type Setting, type UnitRecord, yieldOf, yieldText } from '../../rig/record.ts';
import { type DefectName, PERSONS, type PersonName } from '../../rig/rehearsal-names.ts';
import { runSession, type SessionEnd } from '../../rig/session.ts';
import { wiringText } from '../../rig/wiring-text.ts';
import { VERSION } from '../../version.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { readSeed } from '../seed-option.ts';
import { createStyle } from '../text.ts';
import { Keyboard } from './keyboard.ts';
import { RecordFolder } from './record-folder.ts';
import { type Place, type RealLines, realPlaces, rehearsalPlace } from './stations.ts';
import { TerminalVoice } from './terminal-voice.ts';
import { unitText } from './unit-text.ts';

export interface RigOptions {
  readonly plan?: string;
  readonly board?: string;
  readonly record?: string;
  readonly serial?: readonly string[];
  readonly units?: string;
  readonly station?: string;
  readonly hal: 'mock' | 'pi';
  readonly gpio?: BackendName;
  readonly person?: PersonName;
  readonly defect?: DefectName;
  readonly seed?: string;
  readonly speed?: number | 'max';
  readonly wiring: boolean;
  readonly ascii?: true;
  readonly json?: true;
}

/** Returns the exit code. Rejects with a ProblemError before anything begins where the plan, an option, a place or a line is bad. `elsewhere`: other lines, for tests. */
export async function runRig(options: RigOptions, elsewhere: Pick<RealLines, 'backend' | 'now'> = {}): Promise<number> {
  const units = checkOptions(options);
  const plan = unwrap(loadPlan(options.plan ?? SHIPPED_PLAN, options.board));
  checkSerials(options.serial, plan);
  const { person = 'good', defect = 'none', json } = options;
  const seed = readSeed(options.seed ?? '1');
  const out = json ? process.stderr : process.stdout;
  const speed = options.speed ?? (out.isTTY ? 1 : 'max');
  const voice = new TerminalVoice(out);
  const { gpio = 'cdev' } = options;
  const notice = (text: string) => voice.say(`warning: ${text}`);
  const real = options.hal === 'pi' ? await realPlaces({ plan, seed, gpio, notice, ...elsewhere }) : undefined;
  const open = real?.open ?? rehearsalPlace({ plan, person, defect, seed, speed });
  const setting: Setting = real ? { hal: 'pi', gpio, lines: real.lines } : { hal: 'mock', person, defect };
  const folder = options.record === undefined ? undefined : unwrap(RecordFolder.open(options.record, plan, unixMs()));

  const keyboard = new Keyboard(process.stdin);
  const aborter = new AbortController();
  const stopListening = onEnding(() => aborter.abort());
  const records: UnitRecord[] = [];
  let unkept: UnitRecord | undefined;
  let place: Place | undefined;
  try {
    voice.write(greeting(plan, options, { person, speed, lines: real?.lines ?? [] }));
    const end = await runSession({
      plan,
      stationId: options.station ?? hostname(),
      setting,
      voice: {
        begin: (dutId) => voice.begin(dutId),
        tell(prompt) {
          voice.tell(prompt);
          place?.hand?.hear(prompt);
        },
        show: (standing) => voice.show(standing),
        say: (text) => voice.say(text),
        async ask({ about, text }, signal) {
          voice.question(text);
          const answer = about === 'deed' ? place?.hand?.answer?.() : undefined;
          if (answer === undefined) return keyboard.next(signal);
          voice.write([answer]);
          return answer;
        },
      },
      async open(index) {
        place = await open(index);
        return place.station;
      },
      ...(options.serial ? { serials: options.serial } : {}),
      units,
      signal: aborter.signal,
      nowMs: unixMs,
      ended(record) {
        voice.write(unitText(record, createStyle(out)));
        records.push(record);
        unkept = record;
        folder?.keep(record);
        unkept = undefined;
      },
    });
    folder?.tell();
    voice.write(['', end.outcome === 'ABORTED' ? `Aborted. ${yieldText(yieldOf(end.records))}` : capitalised(yieldText(yieldOf(end.records)))]);
    if (folder) voice.write(folder.files.map((file) => `  ${file}`));
    if (json) print(sessionJson(end));
    return exitCodeOf(end);
  } catch (error) {
    // A record that cannot be written is printed: it must not be lost.
    if (json) print(sessionJson({ records, outcome: 'ERROR' }));
    else if (unkept) print(recordJson(unkept));
    throw error;
  } finally {
    voice.end();
    keyboard.close();
    stopListening();
  }
}

/** Units at most. Throws a ProblemError where options are bad or contradict one another. */
function checkOptions({ units, hal, gpio, person, defect, speed, serial }: RigOptions): number | undefined {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  if (units !== undefined && !/^[1-9]\d{0,5}$/.test(units))
    complain(`--units ${units} is not a number of units`, 'Write a whole number from 1 to 999999');
  for (const [name, value] of Object.entries({ person, defect, speed }))
    if (hal === 'pi' && value !== undefined) complain(`--${name} is for rehearsals, and --hal pi is none`, 'Leave it out');
  if (gpio !== undefined && hal !== 'pi') complain('--gpio is how real lines are reached, and there are none', 'Add --hal pi');
  if (units !== undefined && serial !== undefined && Number(units) > serial.length)
    complain(
      `--units ${units}, and only ${serial.length} serial ${serial.length === 1 ? 'number' : 'numbers'}`,
      'Leave out --units, or give more of --serial',
    );
  if (problems.length > 0) throw new ProblemError(problems);
  return units === undefined ? undefined : Number(units);
}

function checkSerials(serials: readonly string[] = [], plan: Plan): void {
  const problems = serials.flatMap((serial): Problem[] => {
    const fault = serial.trim() === '' ? 'it is empty' : faultOfSerial(serial, plan);
    return fault === undefined
      ? []
      : [{ code: 'usage', message: `--serial ${serial} is no serial number: ${fault}`, remedy: 'Write it as the plan asks' }];
  });
  if (problems.length > 0) throw new ProblemError(problems);
}

interface Where {
  readonly lines: readonly string[];
  readonly person: PersonName;
  readonly speed: number | 'max';
}

function greeting(plan: Plan, { hal, wiring, ascii }: RigOptions, { lines, person, speed }: Where): string[] {
  const { board, attempts, window } = plan;
  const pace = speed === 'max' ? 'as fast as possible' : speed === 1 ? 'in real time (--speed 10 is faster)' : `at ${speed} x real time`;
  return [
    ...(hal === 'mock'
      ? [`Rehearsal: nothing here is real. A simulated person (${person}: ${PERSONS[person]}) is at simulated units, ${pace}.`]
      : [`On real lines: ${lines.join(', ')}`]),
    `${plan.name} (${plan.file}), board ${board.name}: a hold of ${windowText(window)} leads to ${window.verdict}; ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} a unit`,
    ...(wiring ? ['', ...wiringText(board, { ascii }), ''] : []),
  ];
}

function print(json: object): void {
  process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
}

function sessionJson({ records, outcome }: SessionEnd) {
  const { units, judged, passed, share } = yieldOf(records);
  return { format: RECORD_FORMAT, recsim: VERSION, outcome, yield: { units, judged, passed, share: share ?? null }, units: records.map(recordJson) };
}

/** Hardware that failed and a session that was ended are told first: the rest was not seen. A session without a unit has tested nothing. */
function exitCodeOf({ records, outcome }: SessionEnd): number {
  if (outcome === 'ERROR') return EXIT.hardware;
  if (outcome === 'ABORTED') return EXIT.aborted;
  if (records.length === 0) return EXIT.usage;
  if (records.some((record) => record.outcome === 'FAIL' || record.outcome === 'ERROR')) return EXIT.failed;
  return records.some((record) => record.outcome === 'TIMEOUT') ? EXIT.timeout : EXIT.pass;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
