/** What `recsim replay` does: reads the recording, plays it to a bench, and tells what came of it. */
import { readFileSync, statSync } from 'node:fs';
import { Bench } from '../../bench/bench.ts';
import type { Explanation } from '../../bench/explain.ts';
import { causesOf, decidingTimes, storyStart } from '../../bench/explain-causes.ts';
import { gradePrePowerHold } from '../../bench/pre-power-hold.ts';
import { formatEntry } from '../../bench/trace.ts';
import { loadBoard } from '../../board-file.ts';
import { fileProblem } from '../../document.ts';
import { fail, ok, type Problem, type Result, suggest, unwrap } from '../../errors.ts';
import { VERDICTS } from '../../scenario/format.ts';
import { formatDuration, formatSeconds, parseDuration, type Us } from '../../units.ts';
import { VERSION } from '../../version.ts';
import { VCD_BYTES_MAX } from '../../wave/parse-vcd.ts';
import { type Hold, holdsIn, play, type Recording, ROLES, type Role, readRecording } from '../../wave/recording.ts';
import { waveText } from '../../wave/text.ts';
import { vcdOf } from '../../wave/vcd.ts';
import { waveOf } from '../../wave/wave.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { EXIT } from '../exit.ts';

export interface ReplayOptions {
  readonly board: string;
  readonly map?: readonly string[];
  readonly invert?: readonly string[];
  readonly powerAt?: string;
  readonly after: string;
  readonly state: 'factory' | 'provisioned';
  readonly seed: number;
  readonly expect?: string;
  readonly vcd?: string;
  readonly svg?: string;
  readonly trace?: true;
  readonly json?: true;
}

/** Returns the exit code. Throws a ProblemError before anything is played when the file or an option is bad. */
export async function replayFile(file: string, options: ReplayOptions): Promise<number> {
  const { map, invert, powerAtUs, afterUs } = unwrap(readOptions(options));
  const { board } = unwrap(loadBoard(options.board));
  for (const written of [options.vcd, options.svg]) if (written !== undefined) unwrap(checkWritable(written));
  const recording = unwrap(readRecording(unwrap(readText(file)), file, { map, invert, powerAtUs }));
  const bench = new Bench({ board, seed: options.seed, state: options.state });
  play(bench, recording, afterUs);
  if (options.vcd !== undefined) unwrap(writeWhole(options.vcd, vcdOf(waveOf(recorded(bench)))));
  const holds = holdsIn(recording, board);
  if (options.svg !== undefined) {
    const { waveSvg } = await import('../../wave/svg.ts');
    unwrap(writeWhole(options.svg, waveSvg(waveOf(recorded(bench)), stretchOf(bench, holds))));
  }
  const text = options.json
    ? `${JSON.stringify(asJson(file, bench, recording, holds), undefined, 2)}\n`
    : `${asText(file, bench, recording, holds, options).join('\n')}\n`;
  process.stdout.write(text);
  return options.expect === undefined || options.expect === bench.verdict ? EXIT.pass : EXIT.failed;
}

const recorded = ({ trace, board, nowUs }: Bench) => ({ trace: trace.entries, board, virtualUs: nowUs });

interface Decoded {
  readonly map: Partial<Record<Role, string>>;
  readonly invert: readonly Role[];
  readonly powerAtUs: Us | undefined;
  readonly afterUs: Us;
}

function readOptions({ map = [], invert = [], powerAt, after, expect }: ReplayOptions): Result<Decoded> {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  const duration = (option: string, written: string): Us => {
    const parsed = parseDuration(written);
    if (parsed.ok) return parsed.value;
    complain(`${option}: ${parsed.problem}`, `For example ${option} "4.5 s"`);
    return 0;
  };
  const mapped: Partial<Record<Role, string>> = {};
  for (const written of map) {
    const at = written.indexOf('=');
    const role = written.slice(0, Math.max(0, at));
    const name = written.slice(at + 1);
    if (at < 1 || name === '') complain(`--map ${written} names no signal`, 'Write it as ROLE=SIGNAL, for example --map contact=D0');
    else if (!isRole(role)) complain(`--map ${written}: "${role}" is nothing that can be played`, suggest(role, ROLES));
    else if (mapped[role] !== undefined) complain(`--map ${role} is given twice`, 'Leave one out');
    else mapped[role] = name;
  }
  const inverted = invert.filter((role): role is Role => {
    const isLevel = isRole(role) && role !== 'supply';
    if (!isLevel) complain(`--invert ${role}: this is no level that can be played`, suggest(role, ['contact', 'power']));
    return isLevel;
  });
  if (powerAt !== undefined && mapped.power !== undefined) complain('--power-at and --map power both say when there is power', 'Leave one out');
  if (expect !== undefined && !(VERDICTS as readonly string[]).includes(expect))
    complain(`--expect ${expect} is no verdict`, suggest(expect, VERDICTS));
  const powerAtUs = powerAt === undefined ? undefined : duration('--power-at', powerAt);
  const afterUs = duration('--after', after);
  return problems.length > 0 ? fail(...problems) : ok({ map: mapped, invert: inverted, powerAtUs, afterUs });
}

const isRole = (written: string): written is Role => (ROLES as readonly string[]).includes(written);

function readText(file: string): Result<string> {
  try {
    const size = file === '-' ? 0 : statSync(file).size;
    const bytes = size > VCD_BYTES_MAX ? undefined : readFileSync(file === '-' ? 0 : file);
    if (bytes && bytes.length <= VCD_BYTES_MAX) return ok(bytes.toString('latin1'));
    const message = `the file has more than ${VCD_BYTES_MAX} bytes`;
    return fail({ code: 'file-too-large', message, place: { file }, remedy: 'Record a shorter time, or at a lower rate' });
  } catch (error) {
    return fail(fileProblem(file, error));
  }
}

function asJson(file: string, bench: Bench, { signals, endUs, contact, warnings }: Recording, holds: readonly Hold[]) {
  const { board, seed, trace, nowUs } = bench;
  const explanation = bench.explain();
  return {
    format: 1,
    recsim: VERSION,
    file,
    board: board.name,
    seed,
    signals,
    verdict: bench.verdict ?? null,
    ...(explanation ? { because: explanation.because, explanation: explanation.text, ...judgedHold(explanation) } : {}),
    holds: holds.map((hold) => ({ ...hold, ...beforePower(hold, bench) })),
    contactEdges: contact.length,
    recordingUs: endUs,
    virtualUs: nowUs,
    warnings,
    traceHash: trace.hash(),
  };
}

/** What the firmware took the hold for: it has seen no more than what came after the first sample. */
const judgedHold = ({ fromUs, openedAtUs, heldUs }: Explanation) => (heldUs === undefined ? {} : { judged: { fromUs, openedAtUs, heldUs } });

function asText(file: string, bench: Bench, recording: Recording, holds: readonly Hold[], { trace: withTrace, expect }: ReplayOptions): string[] {
  const { board, trace, nowUs } = bench;
  const explanation = bench.explain();
  const { contact, endUs, signals, warnings } = recording;
  const read = Object.entries(signals).map(([role, name]) => `${role} is ${name}`);
  const lines = [
    `${file}  board ${board.name}  ${formatSeconds(endUs)}, ${contact.length} edges of the contact (${read.join(', ')})`,
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...holds.flatMap((hold) => holdLines(hold, bench).map((line) => `  ${line}`)),
    ...(holds.length === 0 ? ['  the contact was never closed for as long as the debounce'] : []),
    ...causesOf(trace.entries, board, { untilUs: nowUs }).map(({ atUs, text }) => `  ${formatSeconds(atUs).padStart(13)}  ${text}`),
  ];
  lines.push(...waveText(waveOf(recorded(bench)), stretchOf(bench, holds)).map((line) => `  ${line}`));
  if (withTrace) lines.push('  trace:', ...trace.entries.map((entry) => `    ${formatEntry(entry)}`));
  const wrong = expect === undefined || expect === bench.verdict ? '' : `expected ${expect}, got `;
  lines.push(explanation ? `verdict: ${wrong}${explanation.verdict} - ${explanation.text}` : `verdict: ${wrong}none yet - ${whyNone(bench)}`);
  return lines;
}

/** What a diagram shows: from the press that led to the last power-up to the end. */
function stretchOf({ trace, board, nowUs }: Bench, holds: readonly Hold[]): { fromUs: Us; toUs: Us; keep: readonly Us[] } {
  const startUs = storyStart(trace.entries, nowUs);
  const press = holds.find(({ closedAtUs, openedAtUs = nowUs }) => closedAtUs < startUs && openedAtUs > startUs);
  return { fromUs: press?.closedAtUs ?? startUs, toUs: nowUs, keep: decidingTimes(trace.entries, board, nowUs) };
}

function whyNone({ supply, recorder }: Bench): string {
  return supply.isGood ? `the hold is ${recorder.firmware?.regions.hold}; --after goes on for longer` : 'the recorder has no power';
}

/** `held 29.552 s, from 0.000 s to 29.552 s, 114 edges`, and how the part before power was. */
function holdLines(hold: Hold, bench: Bench): string[] {
  const { closedAtUs, openedAtUs, heldUs, edges, longestLiftUs } = hold;
  const until = openedAtUs === undefined ? 'still closed at the end' : `to ${formatSeconds(openedAtUs)}`;
  const lift = longestLiftUs === 0 ? '' : `, open for up to ${formatDuration(longestLiftUs)} in between`;
  const { beforePowerUs } = beforePower(hold, bench);
  const grade = beforePowerUs === undefined ? undefined : gradePrePowerHold(bench.board, beforePowerUs);
  return [
    `held ${formatSeconds(heldUs)}, from ${formatSeconds(closedAtUs)} ${until}, ${edges} edge${edges === 1 ? '' : 's'}${lift}`,
    ...(grade ? [`before power: ${grade.message}`] : []),
  ];
}

/** How much of the hold came before the plug went in. */
function beforePower({ closedAtUs, openedAtUs = Number.POSITIVE_INFINITY }: Hold, { trace }: Bench): { readonly beforePowerUs?: Us } {
  const on = trace.entries.find(({ signal, detail, atUs }) => signal === 'rail' && detail === 'power-on' && atUs >= closedAtUs && atUs < openedAtUs);
  return on ? { beforePowerUs: on.atUs - closedAtUs } : {};
}
