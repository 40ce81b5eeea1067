/** Where two runs differ first, as a timing diagram: two rows for each signal, on the clock of A. B is moved so that the input before the event is at the same place. */
import type { Us } from '../units.ts';
import type { SignalName } from '../wave/signals.ts';
import { type Row, rowsText } from '../wave/text.ts';
import { changesDuring, signalOf, type Wave, waveOf } from '../wave/wave.ts';
import { type EventRow, timeOf } from './compare-events.ts';
import type { RunRecord } from './run.ts';
import type { EventPart } from './tolerances.ts';

/** The signal that an event of a part is an edge of. */
const SIGNAL_OF: Readonly<Record<EventPart, SignalName>> = {
  power: 'power',
  reset: 'contact',
  buzzer: 'buzzer',
  led: 'led',
  screen: 'screen',
  verdict: 'verdict',
};
/** Shown beside it where they change. */
const INPUTS: readonly SignalName[] = ['plug', 'contact'];
/** So many events before and after it are in the picture. */
const AROUND = 2;

/** Lines of text; none where no event differs. `events`: in their order. */
export function pictureOf(a: RunRecord, b: RunRecord, events: readonly EventRow[]): string[] {
  const index = events.findIndex(({ is }) => is === 'different');
  const event = events[index];
  if (!event) return [];
  const { shiftUs } = event;
  const onA = (row: EventRow) => [row.aUs ?? timeOf(row), row.bUs === undefined ? timeOf(row) : row.bUs - shiftUs];
  const around = events.slice(Math.max(0, index - AROUND), index + AROUND + 1).flatMap(onA);
  const [fromUs, toUs] = [Math.max(0, Math.min(...around)), Math.max(1, ...around)];
  const [waveA, waveB] = [a, b].map((run) => waveOf({ ...run, board: run.scenario.board })) as [Wave, Wave];
  const rows = [...new Set([...INPUTS, SIGNAL_OF[event.part]])].flatMap((name): Row[] => {
    const [inA, inB] = [rowOf(waveA, name, 'A', 0), rowOf(waveB, name, 'B', shiftUs)];
    const isStill = [inA, inB].every((row) => changesDuring(row, fromUs + 1, toUs + 1).length === 0);
    return name !== SIGNAL_OF[event.part] && isStill ? [] : [inA, inB];
  });
  const markers = [
    ...(event.aUs === undefined ? [] : [{ atUs: event.aUs, label: `A: ${event.name}` }]),
    ...(event.bUs === undefined ? [] : [{ atUs: event.bUs - shiftUs, label: `B: ${event.name}` }]),
  ];
  return rowsText(rows, { fromUs, toUs, markers });
}

function rowOf(wave: Wave, name: SignalName, side: string, shiftUs: Us): Row {
  const { kind, changes } = signalOf(wave, name);
  return { name: `${name} ${side}`, kind, changes: changes.map(({ atUs, value }) => ({ atUs: atUs - shiftUs, value })) };
}
