/** A statechart for Graphviz: states with children are clusters, arrows to and from them end at their border. Source: graphviz.org, the DOT language. */
import { stateLines, transitionLabel } from './chart-label.ts';
import { allArrows, allStates, type ChartModel, type ChartState } from './chart-model.ts';

export function chartAsDot({ name, board, states }: ChartModel): string {
  const known = new Map(allStates(states).map((state) => [state.path, state]));
  const arrows = allArrows(states).map((arrow) => {
    const [from, target] = [arrow.from, arrow.target].map((path) => known.get(path) as ChartState) as [ChartState, ChartState];
    const attributes = [`label=${quoted(transitionLabel(arrow))}`, ...border('ltail', from, target), ...border('lhead', target, from)];
    return `  ${nodeOf(from)} -> ${nodeOf(target)} [${attributes.join(', ')}];`;
  });
  return [
    `digraph ${quoted(`${name} of ${board}`)} {`,
    '  compound=true; splines=polyline; fontname="sans-serif";',
    '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...states.flatMap((state) => linesOf(state, '  ')),
    ...arrows,
    '}',
    '',
  ].join('\n');
}

function linesOf(state: ChartState, indent: string): string[] {
  const label = quoted([state.name, ...stateLines(state)].join('\n'));
  if (state.states.length === 0) return [`${indent}${nodeOf(state)} [label=${label}];`];
  const initial = state.states.find(({ path }) => path === state.initial);
  return [
    `${indent}subgraph ${quoted(clusterOf(state))} {`,
    `${indent}  label=${label}; style=rounded;`,
    `${indent}  ${nodeOf(state)} [shape=point, label=""];`,
    ...state.states.flatMap((child) => linesOf(child, `${indent}  `)),
    ...(initial
      ? [`${indent}  ${nodeOf(state)} -> ${nodeOf(initial)}${initial.states.length > 0 ? ` [lhead=${quoted(clusterOf(initial))}]` : ''};`]
      : []),
    `${indent}}`,
  ];
}

/** Graphviz wants the border only where the other end lies outside. */
function border(attribute: 'ltail' | 'lhead', state: ChartState, other: ChartState): string[] {
  const isOutside = other.path !== state.path && !other.path.startsWith(`${state.path}.`);
  return state.states.length > 0 && isOutside ? [`${attribute}=${quoted(clusterOf(state))}`] : [];
}

/** Of a state with children the point at which it begins. */
const nodeOf = ({ path }: ChartState) => quoted(path);
const clusterOf = ({ path }: ChartState) => `cluster ${path}`;

const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
