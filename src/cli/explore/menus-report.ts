/** What `recsim explore --menus` tells: per board how much was tried, which properties hold, and of each that does not the shortest way to it. */
import type { BoardFile } from '../../board-file.ts';
import { PROPERTIES, type PropertyId } from '../../explore/menus/properties.ts';
import type { MenuProgress, MenusFound, MenuViolation } from '../../explore/menus/search.ts';
import { columns, type Style } from '../text.ts';
import { count, perSecond, propertyLines } from './lines.ts';

/** A broken property, its scenario played once. */
export interface MenuExample {
  readonly violation: MenuViolation;
  /** Where the scenario is. */
  readonly file: string | undefined;
  /** What the scenario says when it is played; `undefined`: nothing, it does not show it. */
  readonly failure: string | undefined;
}

export interface SearchedBoard {
  readonly file: BoardFile;
  readonly found: MenusFound;
  readonly wallMs: number;
  readonly examples: readonly MenuExample[];
}

export const progressAsText = (board: string, { states, frontier, tries, moves }: MenuProgress, ms: number): string =>
  `${board}, menus: ${count(states)} states, ${count(frontier)} to look at, ${moves} moves deep, ${count(perSecond(tries, ms))} tries a second`;

const ENDS: Readonly<Record<MenusFound['end'], (moves: number) => string>> = {
  exhausted: () => 'every one was looked at',
  moves: (moves) => `every order of ${moves} moves was tried, and none of more`,
  stopped: (moves) => `not all were looked at: every order of ${moves} moves, and some of one more`,
};

export function boardAsText({ file, found, wallMs: ms, examples }: SearchedBoard, style: Style): string {
  const { name, title } = file.board;
  const { end, moves, states, tries, places } = found;
  const told = ENDS[end](moves);
  const row = [
    '  menus',
    `${count(states)} states`,
    `${count(tries)} tries`,
    `${places.size} places`,
    `${(ms / 1_000).toFixed(2)} s`,
    end === 'stopped' ? style('yellow', told) : told,
  ];
  const broken = new Map(examples.map((example) => [PROPERTIES[example.violation.property], example]));
  const whyOf = (property: (typeof PROPERTIES)[PropertyId]) => {
    const example = broken.get(property);
    return example && exampleAsText(example);
  };
  const lines = propertyLines(Object.values(PROPERTIES), whyOf, end !== 'stopped', style);
  return [`${style('bold', name)}: ${title}`, ...columns([row]), ...lines, ''].join('\n');
}

const exampleAsText = ({ violation, file, failure }: MenuExample): string[] => [
  ...violationAsText(violation),
  `      ${failure === undefined ? 'its scenario does not show it' : `as a scenario: ${failure}`}`,
  ...(file === undefined ? [] : [`      recsim test ${file}`]),
];

/** Why it must hold, the way to it, and what came of it. */
export const violationAsText = ({ property, moves, what }: MenuViolation): string[] => [
  `      ${PROPERTIES[property].because}`,
  ...columns(moves.map(({ who, words, place }, index) => [`      ${index + 1}.`, who, words, place])),
  `      ${what}`,
];

export function menusAsJson(boards: readonly SearchedBoard[]) {
  return {
    boards: boards.map(({ file, found: { states, frontier, tries, moves, end, places }, wallMs: ms, examples }) => ({
      board: file.board.name,
      properties: Object.values(PROPERTIES).map(({ name }) => name),
      ...{ states, frontier, tries, moves, end },
      places: [...places].sort(),
      wallMs: Math.round(ms),
      broken: examples.map(({ violation, file: scenario, failure }) => ({
        property: PROPERTIES[violation.property].name,
        what: violation.what,
        moves: violation.moves,
        scenario: scenario ?? null,
        failure: failure ?? null,
      })),
    })),
  };
}
