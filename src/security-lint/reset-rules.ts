/**
 * Rules on the reset button and on erasing data.
 * Sources: ETSI EN 303 645 section 5.11, NIST SP 800-63B-4 section 4.2.2, OWASP Forgot Password Cheat Sheet; clause by clause in docs/security-lint.md.
 * No document says how long a hold must be: US_OF_A_TOUCH is ours, and the same as in `recsim board lint`.
 */
import type { Action, Board, Stage } from '../board.ts';
import { formatDuration, US_PER_S, type Us } from '../units.ts';
import { type BoardRule, type Breach, etsi, forgot, nist, type Property } from './rule.ts';
import { writtenStages } from './values.ts';

const US_OF_A_TOUCH: Us = US_PER_S;
/** What a hold that is meant takes (ESP-IDF, OpenWrt). */
const US_OF_A_HOLD: Us = 5 * US_PER_S;

const ERASES: ReadonlySet<Action> = new Set(['factory-default', 'password-reset']);
const isTouch = ({ action, fromUs }: Stage) => ERASES.has(action) && fromUs < US_OF_A_TOUCH;

/** The same stages, where those that erase at a touch begin later and push the ones behind them on. */
function withoutTouches(stages: readonly Stage[]): Stage[] {
  let earliestUs = 0;
  return stages.map((stage) => {
    const fromUs = Math.max(isTouch(stage) ? US_OF_A_HOLD : stage.fromUs, earliestUs);
    const toUs = stage.toUs + (fromUs - stage.fromUs);
    earliestUs = toUs;
    return { ...stage, fromUs, toUs };
  });
}

/** What to write instead, and a time for a stuck button that leaves room for it. */
function changeOf(board: Board, stages: readonly Stage[], isStaged: boolean): Breach['to'] {
  const last = stages.at(-1);
  const lastUs = last === undefined ? 0 : Number.isFinite(last.toUs) ? last.toUs : last.fromUs;
  const stuckAfter = lastUs >= board.stuckAfterUs ? { stuckAfter: formatDuration(2 * lastUs) } : {};
  if (isStaged) return { stages: writtenStages(stages), ...stuckAfter };
  return { holdMin: formatDuration(stages[0]?.fromUs ?? 0), holdMax: formatDuration(stages[0]?.toUs ?? 0), ...stuckAfter };
}

export const RESET_RULES: readonly BoardRule[] = [
  {
    id: 'button-password',
    title: 'A button instead of the password',
    severity: 'high',
    parameters: ['stages'],
    clauses: [
      nist('4.2.2.1', 'recovery takes a recovery code or a recovery contact'),
      forgot('Introduction', 'nothing of an account changes before a valid token is shown'),
    ],
    check: ({ hasResetButton, stages }) => {
      if (!hasResetButton) return 'moot';
      if (!stages.some(({ action }) => action === 'password-reset')) return 'kept';
      const erasing = stages.map((stage): Stage => (stage.action === 'password-reset' ? { ...stage, action: 'factory-default' } : stage));
      return {
        message:
          'Whoever can reach the button becomes the owner of all that the former owner set up: a password reset clears the password and keeps the rest.',
        to: { stages: writtenStages(erasing) },
      };
    },
  },
  {
    id: 'button-touch',
    title: 'A touch of the button',
    severity: 'medium',
    parameters: ['stages', 'holdMin'],
    clauses: [forgot('Introduction', 'nothing of an account changes before a valid token is shown; here: not without a second of intent')],
    check: (board, isStaged) => {
      if (!board.hasResetButton) return 'moot';
      const touch = board.stages.find(isTouch);
      if (!touch) return 'kept';
      const message = `A hold of ${formatDuration(touch.fromUs)} is enough for "${touch.action}": a touch takes the owner's password away.`;
      return { message, to: changeOf(board, withoutTouches(board.stages), isStaged) };
    },
  },
  {
    id: 'button-absent',
    title: 'Erasing without the password',
    severity: 'info',
    parameters: ['hasResetButton'],
    clauses: [etsi('5.11-1', 'users can erase their data from the device in a simple manner')],
    check: ({ hasResetButton }) =>
      hasResetButton
        ? 'kept'
        : {
            message: 'Only who can log in can erase: an owner who forgot the password, with no way back in, cannot, and the menus are the only way.',
            to: { hasResetButton: true },
          },
  },
];

export const RESET_PROPERTIES: readonly Property[] = [
  {
    id: 'erase-settings',
    title: 'Erasing settings',
    severity: undefined,
    clauses: [etsi('5.11-1', 'users can erase their data from the device in a simple manner')],
    message: 'Factory Default in the menus erases all settings and all login data, down to the cells of the flash.',
  },
  {
    id: 'erase-recordings',
    title: 'Recordings outlive their owner',
    severity: 'medium',
    clauses: [etsi('5.11-1', 'users can erase their data from the device in a simple manner; user data is all of it, personal data included')],
    message: 'A factory default keeps the recordings, by button or menu: whoever sets the recorder up anew can see what the former owner recorded.',
    advice: 'Owners have to format the disk before they give a recorder away; recsim does not simulate the disk.',
  },
];
