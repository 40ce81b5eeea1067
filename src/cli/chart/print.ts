/** Prints a statechart. */
import { loadBoard } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import { chartAsDot } from '../../fsm/chart-dot.ts';
import { chartAsMermaid } from '../../fsm/chart-mermaid.ts';
import { type ChartModel, chartModel } from '../../fsm/chart-model.ts';
import { chartAsScxml } from '../../fsm/chart-scxml.ts';
import { createMenusMachine } from '../../fsm/menus.ts';
import { createSystemMachine } from '../../fsm/system.ts';
import type { ChartFormat } from '../chart.ts';

export interface ChartOptions {
  readonly board: string;
  readonly menus?: true;
  readonly format: ChartFormat;
}

const RENDERERS: Readonly<Record<ChartFormat, (model: ChartModel) => string>> = {
  mermaid: chartAsMermaid,
  dot: chartAsDot,
  scxml: chartAsScxml,
  json: (model) => `${JSON.stringify(model, undefined, 2)}\n`,
};

export function printChart({ board: name, menus, format }: ChartOptions): void {
  const { board } = unwrap(loadBoard(name));
  const machine = menus ? createMenusMachine(board) : createSystemMachine(board);
  process.stdout.write(RENDERERS[format](chartModel(machine as never, board.name)));
}
