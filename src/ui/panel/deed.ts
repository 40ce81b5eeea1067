/**
 * What a person does in the panel of the browser: one deed a message, checked before anything is done. Everything else that comes from there is refused with what is wrong with it.
 */
import * as z from 'zod';
import { PARAMETER_NAMES } from '../../board-schema.ts';
import { UI_KEYS } from '../screen/model.ts';

/** More than this in one message is no person. */
const TEXT_MAX = 256;
const text = z.string().max(TEXT_MAX);
const part = z.string().max(64);
const index = z.int().min(-1).max(1_000);
const points = z.array(z.int().min(1).max(9)).max(9).readonly();

const UI_INPUT = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('key'), key: z.enum(UI_KEYS) }),
  z.strictObject({ type: z.literal('text'), text }),
  z.strictObject({ type: z.literal('click'), part, index: index.optional() }),
  z.strictObject({ type: z.literal('set'), part, value: text }),
  z.strictObject({ type: z.literal('choose'), part, index }),
  z.strictObject({ type: z.literal('draw'), part, points }),
]);

/** At the desk and in time; none of them says more than its name. */
export const SIMPLE_DEEDS = [
  'plug-in',
  'unplug',
  'open-further',
  'close-lid',
  'press',
  'release',
  'dip',
  'brown-out',
  'call-off-cut',
  'hang',
  'reboot',
  'pause',
  'go-on',
  'step',
  'jump',
  'stop-play',
  'forget-board',
  'apply-board',
] as const;

const DEED = z.discriminatedUnion('do', [
  z.strictObject({ do: z.enum(SIMPLE_DEEDS) }),
  /** On the recorder's screen. */
  z.strictObject({ do: z.literal('input'), input: UI_INPUT }),
  /** A button of the phone. */
  z.strictObject({ do: z.literal('tap'), button: part }),
  z.strictObject({ do: z.literal('read-mail'), mail: z.int().min(0) }),
  /** On the keyboard of a terminal at the serial console. */
  z.strictObject({ do: z.literal('type'), text: z.string().max(4_096) }),
  /** At the `operation`-th flash operation from now: the next is the first. */
  z.strictObject({
    do: z.literal('cut-power'),
    operation: z.int().min(1).max(1_000_000).optional(),
    when: z.enum(['before', 'during', 'after']).optional(),
  }),
  z.strictObject({ do: z.literal('pace'), pace: z.union([z.number().min(0.1).max(1_000), z.literal('max')]) }),
  /** A scenario of the list; `combination` of its matrix, from 0. */
  z.strictObject({ do: z.literal('play'), file: text, combination: z.int().min(0).max(1_000_000).optional() }),
  /** As it is typed, right or wrong; `source`: where it was read, or nothing. */
  z.strictObject({ do: z.literal('set-parameter'), name: z.enum(PARAMETER_NAMES), value: z.string().max(2_000), source: z.string().max(200) }),
  z.strictObject({ do: z.literal('renew'), state: z.enum(['factory', 'provisioned']) }),
]);

const MESSAGE = z.strictObject({ id: z.int().min(0), deed: DEED });

export type Deed = z.infer<typeof DEED>;
export type SimpleDeed = (typeof SIMPLE_DEEDS)[number];
/** `id` comes back with the answer. */
export type Message = z.infer<typeof MESSAGE>;

/** The most bytes that a message may have. */
export const MESSAGE_MAX = 16_384;

/** Returns what is wrong with it as a sentence, where it is none. */
export function decodeMessage(bytes: string): Message | { readonly fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(bytes);
  } catch {
    return { fault: 'not JSON' };
  }
  const decoded = MESSAGE.safeParse(json);
  if (decoded.success) return decoded.data;
  const issue = decoded.error.issues[0];
  return { fault: `${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'not understood'}` };
}
