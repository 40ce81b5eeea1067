/** `recsim board schema`: the format of a board file for editors (JSON Schema), or its parameters for readers (a Markdown table). */
import { PARAMETERS, type Parameter } from '../../board-parameters.ts';
import { boardJsonSchema, PARAMETER_NAMES } from '../../board-schema.ts';

export function printSchema({ markdown }: { readonly markdown?: true }): void {
  process.stdout.write(markdown ? `${parametersAsMarkdown()}\n` : boardJsonSchema());
}

export function parametersAsMarkdown(): string {
  const rows = PARAMETER_NAMES.map((name) => {
    const parameter: Parameter = PARAMETERS[name];
    const [origin, why] = 'assumed' in parameter.basis ? ['**assumed**: ', parameter.basis.assumed] : ['', parameter.basis.source];
    return [`\`${name}\``, parameter.meaning, allowed(parameter), defaultText(parameter), `${origin}${why}`];
  });
  const table = [['parameter', 'meaning', 'allowed', 'default', 'where the default comes from'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[], fill = ' ') => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head), line(Array(head.length).fill('-'), '-'), ...body.map((row) => line(row))].join('\n');
}

function allowed(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'duration':
      return `${parameter.min} to ${parameter.max}`;
    case 'volts':
      return `${parameter.min} V to ${parameter.max} V`;
    case 'count':
      return `${parameter.min} to ${parameter.max}`;
    case 'flag':
      return 'true, false';
    case 'characters':
      return 'up to 32 printable ASCII characters';
    case 'choice':
      return parameter.of.join(', ');
    case 'choices':
      return `a list of ${parameter.of.join(', ')}`;
    case 'stages':
      return 'a list of 1 to 8 stages';
    default:
      return parameter satisfies never;
  }
}

function defaultText({ default: value }: Parameter): string {
  if (value === undefined) return '-';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
