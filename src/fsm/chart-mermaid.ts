/** A statechart as a Mermaid state diagram, which GitHub and GitLab draw in Markdown. Source: mermaid.js.org, stateDiagram-v2. */
import { identifier, stateLines, transitionLabel } from './chart-label.ts';
import { allArrows, type ChartModel, type ChartState } from './chart-model.ts';

export function chartAsMermaid({ name, board, states }: ChartModel): string {
  const arrows = allArrows(states).map((arrow) => `  ${identifier(arrow.from)} --> ${identifier(arrow.target)}: ${plain(transitionLabel(arrow))}`);
  return ['---', `title: ${name} of ${board}`, '---', 'stateDiagram-v2', ...states.flatMap((state) => linesOf(state, '  ')), ...arrows, ''].join(
    '\n',
  );
}

function linesOf(state: ChartState, indent: string): string[] {
  const id = identifier(state.path);
  const declared = `${indent}state "${plain([state.name, ...stateLines(state)].join('<br>'))}" as ${id}`;
  if (state.states.length === 0) return [declared];
  return [
    declared,
    `${indent}state ${id} {`,
    ...(state.initial === undefined ? [] : [`${indent}  [*] --> ${identifier(state.initial)}`]),
    ...state.states.flatMap((child) => linesOf(child, `${indent}  `)),
    `${indent}}`,
  ];
}

/** What Mermaid would take for the end of a text or of a line. */
const plain = (text: string) => text.replaceAll('"', "'").replaceAll(';', ',').replaceAll(':', ' ').replaceAll('#', ' ');
