import { z } from 'zod';
import { FaultSchema } from './fault.js';
import { CallObservationSchema, ContentRangeSchema, DiskStepSchema, ObservationSchema } from './observation.js';
import {
  CallSchema,
  CalleeScriptSchema,
  FileSpecSchema,
  OutcomeSchema,
  RetSchema,
  ScenarioSchema,
} from './scenario.js';
import { TraceLineSchema } from './trace.js';
import { TraceResultSchema } from './trace-result.js';
import {
  CounterexampleSchema,
  CoverageItemSchema,
  DeviationSchema,
  DifferenceSchema,
  ResultSchema,
} from './verdict.js';

/** The documents that leave or enter the program, by the name of their file in `docs/schemas/`. */
export const DOCUMENT_SCHEMAS = {
  scenario: { schema: ScenarioSchema, title: 'What is done: a file, a caller, calls, faults' },
  observation: { schema: ObservationSchema, title: 'What a target showed, call by call' },
  deviation: { schema: DeviationSchema, title: 'The first difference from what is allowed, and the rule that says so' },
  counterexample: {
    schema: CounterexampleSchema,
    title: 'A scenario on which a target deviates, ready to be replayed',
  },
  result: { schema: ResultSchema, title: 'One run of `woe check`' },
  trace: { schema: TraceLineSchema, title: 'One line of a recorded trace, for `woe trace`' },
  'trace-result': { schema: TraceResultSchema, title: 'What `woe trace` found' },
} as const;
export type DocumentName = keyof typeof DOCUMENT_SCHEMAS;
export const DOCUMENT_NAMES = Object.keys(DOCUMENT_SCHEMAS) as DocumentName[];

/** Parts that several documents share: each becomes one definition under `$defs` instead of many copies. */
const PARTS = {
  ret: RetSchema,
  call: CallSchema,
  outcome: OutcomeSchema,
  calleeScript: CalleeScriptSchema,
  fileSpec: FileSpecSchema,
  fault: FaultSchema,
  callObservation: CallObservationSchema,
  contentRange: ContentRangeSchema,
  diskStep: DiskStepSchema,
  difference: DifferenceSchema,
  coverageItem: CoverageItemSchema,
};

/** The JSON Schema (draft 2020-12) of a document. What only code can check, such as `readable <= length`, is not in it. */
export function jsonSchema(name: DocumentName): object {
  const names = z.registry<{ id: string }>();
  for (const [id, part] of Object.entries(PARTS)) names.add(part, { id });
  for (const other of DOCUMENT_NAMES) if (other !== name) names.add(DOCUMENT_SCHEMAS[other].schema, { id: other });
  const { schema, title } = DOCUMENT_SCHEMAS[name];
  const { $schema, ...body } = z.toJSONSchema(schema, { metadata: names });
  return { $schema, title, ...body };
}
