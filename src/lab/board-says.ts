/** What a board file says of an edge, with where it has it from: to be put beside what was found. */
import type { Stage } from '../board.ts';
import type { BoardFile } from '../board-file.ts';
import type { Basis, ParameterName } from '../board-parameters.ts';
import type { Us } from '../units.ts';

export interface Says {
  /** As the file has it: `holdMin`, `stages[1].from`. */
  readonly where: string;
  readonly parameter: ParameterName;
  /** Where the edge should lie; `Infinity`: no end. */
  readonly us: Us;
  readonly basis: Basis;
}

/** An edge that the bench can only find to be at least this long. */
const SHORTEST: Us = 1;

/** `undefined` for an edge of which the file says nothing of its own. */
export function saysOf(file: BoardFile, edge: string): Says | undefined {
  const { board } = file;
  const says = (parameter: ParameterName, us: Us, where: string = parameter): Says => {
    const entry = file.provenance.find(({ name }) => name === parameter);
    return { where, parameter, us, basis: entry?.basis ?? { assumed: 'no basis given' } };
  };
  switch (edge) {
    case 'stuck.from':
      return says('stuckAfter', board.stuckAfterUs);
    case 'pre-power.from':
      return says('prePowerHoldMin', board.prePowerHoldMinUs);
    case 'pre-power.to':
      return says('prePowerHoldMax', board.prePowerHoldMaxUs);
    case 'first-sample':
    case 'press.too-late':
      return says('samplingStart', board.samplingStartUs);
    case 'gap.ends':
      return says('debounce', Math.max(SHORTEST, board.debounceUs));
    case 'dip.ends':
      return says('supplyHoldUp', Math.max(SHORTEST, board.supplyHoldUpUs));
    case 'watchdog.bites':
      return says('watchdogTimeout', board.watchdogTimeoutUs === 0 ? Number.POSITIVE_INFINITY : board.watchdogTimeoutUs);
    default:
      return windowSays(file, edge, says);
  }
}

function windowSays(
  { board, provenance }: BoardFile,
  edge: string,
  says: (parameter: ParameterName, us: Us, where?: string) => Says,
): Says | undefined {
  const [, action, number = '1', end] = /^(.*?)(?:-(\d+))?\.(from|to)$/.exec(edge) ?? [];
  const stage = board.stages.filter((one) => one.action === action)[Number(number) - 1];
  if (!stage || action === 'none') return undefined;
  const staged = provenance.some(({ name, given }) => name === 'stages' && given);
  const where = (key: 'from' | 'to') => `stages[${board.stages.indexOf(stage)}].${key}`;
  if (end === 'from') return staged ? says('stages', stage.fromUs, where('from')) : says('holdMin', stage.fromUs);
  if (board.decideAt === 'threshold') return says('decideAt', Number.POSITIVE_INFINITY, 'decideAt: threshold');
  if (stage === board.stages.at(-1) && (board.overHold === 'accept' || !Number.isFinite(stage.toUs)))
    return says('stuckAfter', board.stuckAfterUs - 1, 'before stuckAfter');
  const toUs = endOf(stage, board.stages[board.stages.indexOf(stage) + 1]);
  return staged ? says('stages', toUs, where('to')) : says('holdMax', toUs);
}

/** Both ends of a stage are inside; where the next begins on the same microsecond, that has it. */
const endOf = ({ toUs }: Stage, next: Stage | undefined): Us => (next && next.fromUs === toUs ? toUs - 1 : toUs);
