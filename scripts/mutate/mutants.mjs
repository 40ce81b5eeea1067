/**
 * Makes the mutants of a source file: one small change each, taken from its syntax tree. All of them are compiled into one text, the schemata: each changed
 * place asks `$(number)` whether its mutant is the one that is switched on, so that one bundle serves every mutant. `mutantsOf` is plain: text in, mutants and text out.
 * Not mutated: types, imports, keys of properties, and what is given to the constructor of an error, which is wording.
 */
import { parseSync } from 'vite';

/** What each operator may become. */
const OTHER_BINARY = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['>>'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
};
const OTHER_ASSIGNMENT = { '+=': ['-='], '-=': ['+='], '*=': ['/='], '||=': ['&&=', '='], '&&=': ['||='], '??=': ['='], '&=': ['|='], '|=': ['&='] };
const OTHER_METHOD = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};
/** Calls that give back what they were called on, changed. */
const FILTERS = new Set(['filter', 'slice', 'subarray', 'trim', 'toLowerCase', 'sort', 'toSorted', 'reverse', 'padStart', 'flat']);

/** `text`: the source; `file`: its name in the mutants; `from`: the number of the first. Where nothing is to be mutated, the text only has its loops counted. */
export function mutantsOf(file, text, from = 0, mutates = true) {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const mutants = [];
  const swapsElements = /(^|\/)fsm\//.test(file);
  const lines = lineStarts(text);

  const note = (node, operator, replacement, [start, end] = [node.start, node.end]) => {
    const number = from + mutants.length;
    const line = lines.findLastIndex((at) => at <= start);
    mutants.push({
      number,
      file,
      line: line + 1,
      column: start - lines[line] + 1,
      operator,
      original: text.slice(start, end),
      replacement,
      start,
      end,
    });
    return number;
  };
  const source = ({ start, end }) => text.slice(start, end);
  /** The text of `node` with something else in place of `inner`. */
  const put = (node, inner, words) => text.slice(node.start, inner.start) + words + text.slice(inner.end, node.end);
  const between = (node, left, right, words) => `${text.slice(node.start, left.end)} ${words} ${text.slice(right.start, node.end)}`;

  /** What stands in place of an expression: pairs of an operator's name and a text. */
  function alternatives(node, place) {
    const found = [];
    const add = (operator, words) => found.push([operator, words]);
    if (place.isCondition) {
      if (!place.isLoop) add('condition', 'true');
      add('condition', 'false');
    }
    if (place.isArrowBody) add('result', 'undefined');
    if (place.isIterated) add('loop', '[]');
    switch (node.type) {
      case 'BinaryExpression':
        for (const other of OTHER_BINARY[node.operator] ?? []) add('operator', between(node, node.left, node.right, other));
        break;
      case 'LogicalExpression':
        if (node.operator !== '??') add('logic', between(node, node.left, node.right, node.operator === '&&' ? '||' : '&&'));
        add('logic', source(node.left));
        add('logic', source(node.right));
        break;
      case 'UnaryExpression':
        if (['!', '-', '~'].includes(node.operator)) add('negation', source(node.argument));
        break;
      case 'UpdateExpression':
        add(
          'operator',
          node.prefix
            ? `${node.operator === '++' ? '--' : '++'}${source(node.argument)}`
            : `${source(node.argument)}${node.operator === '++' ? '--' : '++'}`,
        );
        break;
      case 'AssignmentExpression':
        for (const other of OTHER_ASSIGNMENT[node.operator] ?? []) add('operator', between(node, node.left, node.right, other));
        break;
      case 'Literal':
        if (typeof node.value === 'number') {
          add('number', `${node.raw} + 1`);
          add('number', `${node.raw} - 1`);
        } else if (typeof node.value === 'boolean') add('boolean', String(!node.value));
        else if (typeof node.value === 'string') add('string', node.value === '' ? "'mutant'" : "''");
        else if (node.regex) for (const other of otherPatterns(node.regex.pattern)) add('pattern', `/${other}/${node.regex.flags}`);
        break;
      case 'TemplateLiteral':
        add('string', "''");
        break;
      case 'ArrayExpression':
        if (swapsElements)
          for (let index = 0; index + 1 < node.elements.length; index++) {
            const [a, b] = [node.elements[index], node.elements[index + 1]];
            add('order', text.slice(node.start, a.start) + source(b) + text.slice(a.end, b.start) + source(a) + text.slice(b.end, node.end));
          }
        break;
      case 'CallExpression': {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.computed || callee.optional) break;
        const other = OTHER_METHOD[callee.property.name];
        if (other) add('method', put(node, callee.property, other));
        if (FILTERS.has(callee.property.name)) add('method', source(callee.object));
        break;
      }
      case 'ChainExpression':
        for (const at of optionalMarks(node))
          add(
            'chain',
            text.slice(node.start, at) +
              text
                .slice(at)
                .replace(/^\?\.(?=[[(])/, '')
                .replace(/^\?\./, '.')
                .slice(0, node.end - at - (/^\?\.[[(]/.test(text.slice(at)) ? 2 : 1)),
          );
        break;
    }
    return found;
  }

  /** Where the `?.` of a chain stand. */
  function optionalMarks(chain) {
    const marks = [];
    for (
      let part = chain.expression;
      part;
      part = part.object ?? part.callee ?? (part.type === 'TSNonNullExpression' ? part.expression : undefined)
    ) {
      if (part.optional) marks.push(text.indexOf('?.', (part.object ?? part.callee).end));
    }
    return marks;
  }

  /** The text of a node with all its mutants in it. */
  function render(node, place) {
    if (!mutates) return LOOPS.has(node.type) ? withTick(node) : inside(node);
    if (node.type === 'ExpressionStatement' && node.directive == null) {
      const number = note(node, 'statement', ';');
      return `{ if (!$(${number})) ${inside(node)} }`;
    }
    if (['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement'].includes(node.type)) {
      const number = note(node, 'statement', ';');
      return `{ if (!$(${number})) ${inside(node)} }`;
    }
    if (isSkipped(node)) return source(node);
    if (LOOPS.has(node.type)) return withTick(node);
    const isExpression = place.isExpression && !place.isBound;
    const guards = isExpression ? alternatives(node, place).map(([operator, words]) => `$(${note(node, operator, words)}) ? (${words}) : `) : [];
    const body = inside(node);
    return guards.length === 0 ? body : `(${guards.join('')}(${body}))`;
  }

  /** A loop tells that it goes round, so that one without end can be ended. */
  function withTick(node) {
    const { body } = node;
    const whole = inside(node, (child) => (child === body ? `{ $.tick(); ${render(child, placeOf(node, child))} }` : undefined));
    return whole;
  }

  /** The text of a node with the texts of its children. */
  function inside(node, special = () => undefined) {
    let out = '';
    let at = node.start;
    for (const child of childrenOf(node)) {
      if (child.start < at) continue;
      out += text.slice(at, child.start);
      out += special(child) ?? rendered(node, child);
      at = child.end;
    }
    return out + text.slice(at, node.end);
  }

  function rendered(node, child) {
    if (!mutates) return render(child, {});
    if (node.type === 'ObjectExpression' && child.type === 'Property' && !child.method && child.kind === 'init') {
      const number = note(child, 'property', '');
      return `...($(${number}) ? {} : { ${render(child, placeOf(node, child))} })`;
    }
    if (child.type === 'SpreadElement' && node.type === 'ObjectExpression') {
      const number = note(child, 'property', '');
      return `...($(${number}) ? {} : ${render(child.argument, { isExpression: true })})`;
    }
    if (node.type === 'ArrayExpression') {
      const number = note(child, 'element', '');
      return `...($(${number}) ? [] : [${render(child, placeOf(node, child))}])`;
    }
    return render(child, placeOf(node, child));
  }

  return { mutants, schemata: inside(program) };
}

const LOOPS = new Set(['ForStatement', 'WhileStatement', 'DoWhileStatement', 'ForOfStatement', 'ForInStatement']);

/** What a child is to its parent, as far as it matters to what may stand in its place. */
function placeOf(node, child) {
  const isChainPart = (node.type === 'MemberExpression' && node.object === child) || (node.type === 'CallExpression' && node.callee === child);
  const isTarget =
    (node.type === 'AssignmentExpression' && node.left === child) ||
    node.type === 'UpdateExpression' ||
    (node.type === 'UnaryExpression' && node.operator === 'delete') ||
    node.type === 'TaggedTemplateExpression' ||
    node.type === 'ChainExpression';
  const isKey = ['Property', 'PropertyDefinition', 'MethodDefinition'].includes(node.type) && node.key === child && !node.computed;
  return {
    isExpression: EXPRESSIONS.has(child.type),
    isBound:
      isTarget ||
      isKey ||
      (isChainPart && child.type !== 'Literal' && child.type !== 'ArrayExpression') ||
      (node.type === 'Property' && node.shorthand),
    isCondition:
      ['IfStatement', 'ConditionalExpression', 'WhileStatement', 'ForStatement', 'DoWhileStatement'].includes(node.type) && node.test === child,
    isLoop: ['WhileStatement', 'ForStatement', 'DoWhileStatement'].includes(node.type),
    isArrowBody: node.type === 'ArrowFunctionExpression' && node.body === child && node.expression,
    isIterated: node.type === 'ForOfStatement' && node.right === child,
  };
}

const EXPRESSIONS = new Set([
  'BinaryExpression',
  'LogicalExpression',
  'UnaryExpression',
  'UpdateExpression',
  'AssignmentExpression',
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'ObjectExpression',
  'CallExpression',
  'ChainExpression',
  'ConditionalExpression',
  'MemberExpression',
  'Identifier',
  'NewExpression',
  'AwaitExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
]);

/** Types have no behaviour, and the words of an error are its wording. */
function isSkipped(node) {
  if (['ImportDeclaration', 'ExportAllDeclaration', 'TemplateElement'].includes(node.type)) return true;
  if (node.type === 'NewExpression' && /Error$/.test(node.callee.name ?? '')) return true;
  return node.type.startsWith('TS') && !['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(node.type);
}

function childrenOf(node) {
  const children = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'regex' || (key === 'value' && node.type === 'Literal')) continue;
    for (const child of Array.isArray(value) ? value : [value])
      if (child && typeof child === 'object' && typeof child.type === 'string' && typeof child.start === 'number') children.push(child);
  }
  // A shorthand property is one identifier twice.
  return children.sort((a, b) => a.start - b.start || b.end - a.end);
}

function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Without an anchor, and with each count one more. */
function otherPatterns(pattern) {
  const found = [];
  if (pattern.startsWith('^')) found.push(pattern.slice(1));
  if (/[^\\]\$$/.test(pattern)) found.push(pattern.slice(0, -1));
  for (const { 0: whole, 1: count, index } of pattern.matchAll(/\{(\d+)\}/g))
    found.push(`${pattern.slice(0, index)}{${Number(count) + 1}}${pattern.slice(index + whole.length)}`);
  for (const { 0: sign, index } of pattern.matchAll(/(?<!\\)[+*]/g))
    if (index > 0) found.push(pattern.slice(0, index) + pattern.slice(index + sign.length));
  return found;
}
