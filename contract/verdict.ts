import { z } from 'zod';
import {
  LEVELS,
  MISBEHAVIOUR_VERDICTS,
  OBSERVABLES,
  PROFILE_IDS,
  RULE_VERDICTS,
  RUN_VERDICTS,
  WRITE_TRAITS,
} from './words.js';
import { ObservationSchema } from './observation.js';
import { ScenarioSchema } from './scenario.js';

/** How a got value lies to the allowed ones. */
export const DIRECTIONS = ['more', 'less', 'error for count', 'count for error', 'other error', 'other'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** One difference between what was allowed and what was observed. */
export const DifferenceSchema = z.strictObject({
  observable: z.enum(OBSERVABLES),
  /** Each allowed value in words, e.g. `4096` or `EIO`; never empty. */
  allowed: z.array(z.string()).min(1),
  got: z.string(),
  /** How each allowed value comes about, in the order of `allowed`: the leaf, the rule, the arithmetic. */
  because: z.array(z.string()).min(1),
  /** How the got value lies to the allowed ones: part of the cause. */
  direction: z.enum(DIRECTIONS),
});
export type Difference = z.infer<typeof DifferenceSchema>;

/** The first deviating call of a scenario, and the rule that says so. */
export const DeviationSchema = z.strictObject({
  rule: z.string(),
  /** Index of the call. */
  call: z.number().int().min(0),
  /** Leaves that the call may have ended in. */
  leaves: z.array(z.string()),
  differences: z.array(DifferenceSchema).min(1),
  /** Kinds of the faults that struck up to and in this call. */
  struck: z.array(z.string()),
  /** The steps through the model that lead to what was expected, one per line. */
  path: z.array(z.string()),
});
export type Deviation = z.infer<typeof DeviationSchema>;

/** `woe.counterexample/1`: a scenario on which a target deviates, complete enough to be replayed and explained. */
export const CounterexampleSchema = z.strictObject({
  schema: z.literal('woe.counterexample/1'),
  tool: z.strictObject({ name: z.literal('written-or-err'), version: z.string() }),
  target: z.string(),
  /** Digest of the profile's compiled table and of the rule's row. */
  modelDigest: z.string(),
  /** Version of the model as a whole. */
  modelVersion: z.string(),
  scenario: ScenarioSchema,
  observation: ObservationSchema,
  deviation: DeviationSchema,
});
export type Counterexample = z.infer<typeof CounterexampleSchema>;

/** What became of a stored counterexample that a run replayed first. */
export const StoredVerdictSchema = z.strictObject({
  /** The name of its file. */
  name: z.string(),
  rule: z.string(),
  level: z.enum(LEVELS),
  /** `reproduces`: the same cause; `deviates`: another one. */
  verdict: z.enum(['conformant', 'reproduces', 'deviates', ...MISBEHAVIOUR_VERDICTS]),
  /** Its decision table or its rule has changed since it was saved. */
  obsolete: z.boolean(),
});
export type StoredVerdict = z.infer<typeof StoredVerdictSchema>;

export const RuleResultSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  level: z.enum(LEVELS),
  verdict: z.enum(RULE_VERDICTS),
  /** Number of calls that exercised it. */
  exercised: z.number().int().min(0),
  /** Why it was not exercised, or what could not be observed. */
  reason: z.string().optional(),
});
export type RuleResult = z.infer<typeof RuleResultSchema>;

export const CoverageItemSchema = z.strictObject({
  covered: z.number().int().min(0),
  total: z.number().int().min(0),
  missing: z.array(z.string()),
  /** Left out of `total`, each with the reason why it can't be reached. */
  unreachable: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
});
export type CoverageItem = z.infer<typeof CoverageItemSchema>;

export const COVERAGE_KINDS = ['states', 'transitions', 'transitionPairs', 'leaves', 'guards'] as const;
export type CoverageKind = (typeof COVERAGE_KINDS)[number];
const CoverageKindsSchema = z.strictObject({
  states: CoverageItemSchema,
  transitions: CoverageItemSchema,
  transitionPairs: CoverageItemSchema,
  leaves: CoverageItemSchema,
  guards: CoverageItemSchema,
});
export type Coverage = z.infer<typeof CoverageKindsSchema>;

export const ResultSchema = z.strictObject({
  schema: z.literal('woe.result/1'),
  tool: z.strictObject({ name: z.literal('written-or-err'), version: z.string() }),
  target: z.strictObject({
    name: z.string(),
    version: z.string(),
    /** The word that names it on the command line, e.g. `./my-target.js`; absent when it was given as an object. */
    given: z.string().optional(),
    /** What else the target says of itself, e.g. the version of the kernel. */
    details: z.record(z.string(), z.string()).optional(),
  }),
  levels: z.array(z.enum(LEVELS)),
  profile: z.enum(PROFILE_IDS),
  seed: z.number().int(),
  /** Scenarios run, per level: the sweep and the random ones. */
  runs: z.array(
    z.strictObject({
      level: z.enum(LEVELS),
      sweep: z.number().int(),
      /** Every short sequence with every fault; a hunt's. */
      bounded: z.number().int(),
      random: z.number().int(),
      calls: z.number().int(),
    }),
  ),
  verdict: z.enum(RUN_VERDICTS),
  /** Why the verdict is not `conformant`, one line each. */
  reasons: z.array(z.string()),
  rules: z.array(RuleResultSchema),
  /** Over all levels of this run, and for each level. */
  coverage: CoverageKindsSchema.extend({ byLevel: z.partialRecord(z.enum(LEVELS), CoverageKindsSchema) }),
  counterexamples: z.array(CounterexampleSchema),
  /** Stored counterexamples that were replayed first. */
  stored: z.array(StoredVerdictSchema),
  /** Deviations that were known before, in the order of their list: each happened, or is stale. */
  known: z
    .array(
      z.strictObject({
        rule: z.string(),
        level: z.enum(LEVELS).optional(),
        observable: z.enum(OBSERVABLES),
        direction: z.enum(DIRECTIONS),
        when: z.array(z.enum(WRITE_TRAITS)).optional(),
        unsteady: z.boolean().optional(),
        reason: z.string(),
        link: z.string().optional(),
        state: z.enum(['happens', 'stale', 'not run']),
      }),
    )
    .optional(),
  /** How the target misbehaved, and on which scenario. */
  misbehaviour: z
    .strictObject({
      verdict: z.enum(MISBEHAVIOUR_VERDICTS),
      message: z.string(),
      evidence: z.array(z.string()),
      scenario: ScenarioSchema,
    })
    .optional(),
  /** The part of the whole run that this was, from 1. */
  shard: z.strictObject({ index: z.number().int().min(1), of: z.number().int().min(1) }).optional(),
  timing: z.strictObject({ ms: z.number(), callsPerSecond: z.number() }).optional(),
});
export type Result = z.infer<typeof ResultSchema>;
