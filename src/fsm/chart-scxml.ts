/**
 * A statechart as SCXML. A timer is a delayed <send> that its state starts on entry and cancels on exit; what is asked of the device is a <send> to #_device. Guards are
 * calls of functions named after them, which whoever runs the document has to define. Source: W3C State Chart XML 1.0.
 */
import { US_PER_MS, US_PER_S, type Us } from '../units.ts';
import { actionText, type ChartAction, type ChartModel, type ChartState, type ChartTransition } from './chart-model.ts';

export function chartAsScxml({ name, board, states }: ChartModel): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<!-- ${name} of ${board.replaceAll('--', '- -')} -->`,
    `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name=${value(name)} datamodel="ecmascript">`,
    `  <parallel id=${value(name)}>`,
    ...states.flatMap((state) => linesOf(state, '    ')),
    '  </parallel>',
    '</scxml>',
    '',
  ].join('\n');
}

function linesOf(state: ChartState, indent: string): string[] {
  const inner = `${indent}  `;
  const entry = [...state.timers.map(({ event, us }) => sendLater(event, us)), ...state.entry.map(executable)];
  const exit = [...state.timers.map(({ event }) => `<cancel sendid=${value(event)}/>`), ...state.exit.map(executable)];
  const initial = state.initial === undefined ? '' : ` initial=${value(state.initial)}`;
  return [
    `${indent}<state id=${value(state.path)}${initial}>`,
    ...block('onentry', entry, inner),
    ...block('onexit', exit, inner),
    ...state.transitions.flatMap((transition) => transitionOf(transition, inner)),
    ...state.states.flatMap((child) => linesOf(child, inner)),
    `${indent}</state>`,
  ];
}

const block = (tag: string, lines: readonly string[], indent: string): string[] =>
  lines.length === 0 ? [] : [`${indent}<${tag}>`, ...lines.map((line) => `${indent}  ${line}`), `${indent}</${tag}>`];

function transitionOf({ event, guard, target, actions }: ChartTransition, indent: string): string[] {
  const attributes = [
    ...(event === undefined ? [] : [` event=${value(event)}`]),
    ...(guard === undefined ? [] : [` cond=${value(callOf(guard))}`]),
    ...(target === undefined ? [] : [` target=${value(target)}`]),
  ].join('');
  if (actions.length === 0) return [`${indent}<transition${attributes}/>`];
  return [`${indent}<transition${attributes}>`, ...actions.map((action) => `${indent}  ${executable(action)}`), `${indent}</transition>`];
}

/** `latchedIn(early)` -> `latchedIn('early')`. */
const callOf = (guard: string) => {
  const [, name = guard, asked] = /^(\w+)\((.*)\)$/.exec(guard) ?? [];
  return asked === undefined ? `${name}()` : `${name}('${asked}')`;
};

function executable(action: ChartAction): string {
  const { kind, what, with: rest = {} } = action;
  switch (kind) {
    case 'tell':
      return `<raise event=${value(what)}/>`;
    case 'ask': {
      const params = Object.entries(rest).map(
        ([name, one]) => `<param name=${value(name)} expr=${value(typeof one === 'string' ? `'${one}'` : String(one))}/>`,
      );
      const open = `<send event=${value(what)} target="#_device"`;
      return params.length === 0 ? `${open}/>` : `${open}>${params.join('')}</send>`;
    }
    case 'start':
      return sendLater(what, action.us ?? 0);
    case 'stop':
      return `<cancel sendid=${value(what)}/>`;
    default:
      // The machine's memory: what is remembered is told, not how.
      return `<log label=${value(kind)} expr=${value(`'${actionText(action)}'`)}/>`;
  }
}

const sendLater = (event: string, us: Us) => `<send event=${value(event)} id=${value(event)} delay=${value(delayOf(us))}/>`;

/** A time as CSS has it: seconds or milliseconds. */
const delayOf = (us: Us): string => (us % US_PER_S === 0 ? `${us / US_PER_S}s` : `${us / US_PER_MS}ms`);

const value = (text: string) => `"${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}"`;
