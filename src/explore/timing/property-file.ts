/**
 * A file of properties: what must hold of a recorder whatever is done to it, and when. Read from YAML with places; a board may have one of its own beside its board.json, else the one that ships holds.
 *
 *     version: 1
 *     properties:
 *       - name: no wipe without a hold in its window       only after something, and not before the last `since`
 *         only: wipe all
 *         after: held factory-default
 *         since: power-up
 *       - name: a full hold wipes                          what must follow, unless
 *         after: held factory-default
 *         must: wipe all
 *         within: 0 s
 *         unless: [power lost, hung]
 *       - name: a hold wipes once
 *         at-most-once: wipe all
 *         since: power-up
 *       - name: the login data are never damaged
 *         never: boot locked
 *       - name: there is always a way out                  from every state some way leads there
 *         always-possible: boot ready
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { BOARDS_FOLDER, type BoardFile } from '../../board-file.ts';
import { problemsOf, readSource, type Source } from '../../document.ts';
import { fail, ok, type Problem, type Result, suggest } from '../../errors.ts';
import { parseDuration, type Us } from '../../units.ts';
import type { Property } from './property.ts';
import { isSight, SIGHTS } from './sights.ts';

const FILE = 'properties.yaml';
export const SHIPPED_PROPERTIES = path.join(BOARDS_FOLDER, FILE);

const sight = z.string({ error: 'write what is seen, for example "wipe all"' }).superRefine((written, context) => {
  if (!isSight(written)) context.addIssue({ code: 'custom', message: `"${written.slice(0, 60)}" is nothing that can be seen`, params: { written } });
});
const name = z.string({ error: 'write a text' }).min(1, 'is empty').max(200, 'is longer than 200 characters');
const common = { name, because: z.string().max(1_000).optional() };
const duration = z.string({ error: 'write a duration with its unit, for example "5 s"' }).transform((written, context): Us => {
  const parsed = parseDuration(written);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});
const sights = z.union([sight.transform((one) => [one]), z.array(sight)]);

/** By the key that only one kind has. */
const KINDS = {
  never: z.strictObject({ ...common, never: sight }).transform((written): Property => ({ kind: 'never', ...written })),
  only: z
    .strictObject({ ...common, only: sight, after: sights, since: sights })
    .transform((written): Property => ({ kind: 'only-after', ...written })),
  'at-most-once': z
    .strictObject({ ...common, 'at-most-once': sight, since: sights })
    .transform(({ 'at-most-once': atMostOnce, ...written }): Property => ({ kind: 'at-most-once', atMostOnce, ...written })),
  must: z
    .strictObject({ ...common, after: sight, must: sight, within: duration, unless: sights.default([]) })
    .transform(({ within, ...written }): Property => ({ kind: 'within', withinUs: within, ...written })),
  'always-possible': z
    .strictObject({ ...common, 'always-possible': sight })
    .transform(({ 'always-possible': alwaysPossible, ...written }): Property => ({ kind: 'always-possible', alwaysPossible, ...written })),
} as const;
type Kind = keyof typeof KINDS;
const KEYS = Object.keys(KINDS) as Kind[];

const TOP = z.strictObject(
  {
    version: z.literal(1, { error: ({ input }) => (input === undefined ? 'write version: 1' : 'this recsim reads properties of version 1') }),
    properties: z
      .array(z.record(z.string(), z.unknown(), { error: 'write a property: its name, and what must hold' }), { error: 'write a list of properties' })
      .min(1, 'is empty'),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'write version: 1 and properties' : undefined) },
);

/** Those beside the board's own file, or those that ship. */
export const propertiesFor = ({ file }: BoardFile): string => {
  const own = path.join(path.dirname(file), FILE);
  return existsSync(own) ? own : SHIPPED_PROPERTIES;
};

export function loadProperties(file: string): Result<readonly Property[]> {
  const source = readSource(file);
  return source.ok ? decodeProperties(source.value) : source;
}

function decodeProperties(source: Source): Result<readonly Property[]> {
  const top = TOP.safeParse(source.data, { reportInput: true });
  if (!top.success) return fail(...problemsOf(top.error.issues, source, () => ['version', 'properties']));
  const problems: Problem[] = [];
  const found: Property[] = [];
  top.data.properties.forEach((written, index) => {
    const at = ['properties', index];
    const kinds = KEYS.filter((key) => key in written);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const message = kind === undefined ? 'this says nothing that must hold' : `this says two things: ${kinds.join(' and ')}`;
      problems.push({ code: 'missing', message, place: source.placeOf(at), remedy: `Write one of: ${KEYS.join(', ')}` });
      return;
    }
    const decoded = KINDS[kind].safeParse(written, { reportInput: true });
    if (decoded.success) found.push(decoded.data);
    else
      problems.push(
        ...problemsOf(
          decoded.error.issues.map((issue) => ({ ...issue, path: [...at, ...issue.path] })),
          source,
        ).map((problem) =>
          problem.message.includes('nothing that can be seen') ? { ...problem, remedy: suggest(seenIn(problem.message), SIGHTS) } : problem,
        ),
      );
  });
  const names = found.map(({ name: each }) => each);
  const twice = names.find((each, index) => names.indexOf(each) < index);
  if (twice !== undefined)
    problems.push({
      code: 'contradiction',
      message: `there are two properties "${twice}"`,
      place: source.placeOf(['properties']),
      remedy: 'Give each a name of its own',
    });
  return problems.length > 0 ? fail(...problems) : ok(found);
}

const seenIn = (message: string) => /"([^"]*)"/.exec(message)?.[1] ?? '';
