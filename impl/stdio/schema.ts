import { z } from 'zod';
import { RetSchema } from '../../contract/scenario.js';
import {
  DataSchema,
  DRIVER_METHODS,
  DRIVER_NOTES,
  ErrorSchema,
  FailureSchema,
  HandshakeSchema,
  IdSchema,
  SUITE_METHODS,
} from './messages.js';

type Methods = Readonly<Record<string, { readonly params: z.ZodType; readonly result: z.ZodType }>>;

/** Parts that stand in many messages: each becomes one definition. */
const PARTS = { ret: RetSchema, data: DataSchema, error: ErrorSchema, id: IdSchema, handshake: HandshakeSchema };

/** A request of each method. */
const requestsOf = (methods: Methods) =>
  Object.entries(methods).map(([method, { params }]) =>
    z.strictObject({ id: IdSchema, method: z.literal(method), params }).describe(`request ${method}`),
  );

/** A reply to each method; the id tells which it answers, no schema can. */
const repliesTo = (methods: Methods) =>
  Object.entries(methods).map(([method, { result }]) =>
    z.strictObject({ id: IdSchema, result }).describe(`reply to ${method}`),
  );

const notes = Object.entries(DRIVER_NOTES).map(([method, params]) =>
  z.strictObject({ method: z.literal(method), params }).describe(`message ${method}`),
);

const LINES = {
  suite: { title: 'A line that the suite says', of: [...requestsOf(SUITE_METHODS), ...repliesTo(DRIVER_METHODS)] },
  driver: {
    title: 'A line that a driver says',
    of: [...requestsOf(DRIVER_METHODS), ...notes, ...repliesTo(SUITE_METHODS), FailureSchema],
  },
} as const;
export const SPEAKERS = ['suite', 'driver'] as const;

/** The JSON Schema (draft 2020-12) of every line that one side says in `woe.stdio/1`. */
export function protocolSchema(speaker: (typeof SPEAKERS)[number]): object {
  const names = z.registry<{ id?: string; description?: string }>();
  for (const [id, part] of Object.entries(PARTS)) names.add(part, { id });
  for (const line of LINES[speaker].of) names.add(line, { description: line.description });
  const { $schema, ...body } = z.toJSONSchema(z.union(LINES[speaker].of), { metadata: names });
  return { $schema, title: `${LINES[speaker].title} (woe.stdio/1)`, ...body };
}
