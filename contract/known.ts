import { z } from 'zod';
import { DIRECTIONS } from './verdict.js';
import { LEVELS, OBSERVABLES, WRITE_TRAITS } from './words.js';

/** One deviation that is known of a target: which rule, how it shows, and why it is lived with. */
export const KnownDeviationSchema = z.strictObject({
  /** A rule id or a glob over them. */
  rule: z.string().min(1).max(200),
  /** @default any level */
  level: z.enum(LEVELS).optional(),
  /** The symptom: what it shows in, and how the got value lies to the allowed ones. */
  observable: z.enum(OBSERVABLES),
  direction: z.enum(DIRECTIONS),
  /** One write call, the deviating one or before it, has all of these traits. @default whatever was called */
  when: z.array(z.enum(WRITE_TRAITS)).min(1).optional(),
  /** The same scenario run again may end well: a race, or the state of the target's storage. @default false */
  unsteady: z.boolean().optional(),
  reason: z.string().min(1).max(1000),
  link: z.string().max(1000).optional(),
});
export type KnownDeviation = z.infer<typeof KnownDeviationSchema>;

/** `woe.known/1`: the list that `woe check --known FILE` reads. */
export const KnownDeviationsSchema = z.strictObject({
  schema: z.literal('woe.known/1'),
  known: z.array(KnownDeviationSchema).max(1000),
});
export type KnownDeviations = z.infer<typeof KnownDeviationsSchema>;
