import {
  CounterexampleSchema,
  isWrite,
  offered,
  parse,
  preview,
  UsageError,
  type Counterexample,
  type Scenario,
} from '../contract/index.js';
import { RULES } from '../model/index.js';
import { modelDigest } from './counterexample.js';

const SCHEMA = 'woe.counterexample/1';
const EXAMPLE = 'example: woe check mutant:ki-pos-runs-ahead --out found writes such files';

/** Bytes that replaying a foreign file may ask for: far beyond what the suite generates, far below what hurts. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A stored counterexample that can be run. */
export interface StoredCounterexample {
  readonly counterexample: Counterexample;
  /** The profile's decision table or the rule's row has changed since it was saved. */
  readonly obsolete: boolean;
}

/**
 * Reads the text of a `*.counterexample.json` file; `name` is for messages. Throws UsageError (the file is *invalid*)
 * for what is not JSON, another kind of document, another version, an unknown rule, or parts that contradict each other.
 */
export function readCounterexample(text: string, name: string): StoredCounterexample {
  const what = `${preview(name)} is invalid`;
  const value = jsonOf(text, what);
  requireSchema(value, what);
  const counterexample = parse(CounterexampleSchema, value, what);
  requireConsistent(counterexample, what);
  const { scenario, deviation } = counterexample;
  return { counterexample, obsolete: counterexample.modelDigest !== modelDigest(scenario.profile, deviation.rule) };
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const end = text.trim() === '' ? 'it is empty' : `its ${text.length} characters are cut off or damaged`;
    throw new UsageError(`${what}: expected JSON, but ${end}; ${EXAMPLE}`);
  }
}

function requireSchema(value: unknown, what: string): void {
  const schema = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  if (schema === SCHEMA) return;
  const another = typeof schema === 'string' && /^woe\.counterexample\/\d+$/.test(schema);
  const why = another ? 'a version that this woe does not know' : 'another kind of document';
  throw new UsageError(`${what}: expected the schema "${SCHEMA}", got ${preview(schema)}, ${why}; ${EXAMPLE}`);
}

function requireConsistent({ scenario, observation, deviation }: Counterexample, what: string): void {
  if (!RULES.some(({ id }) => id === deviation.rule))
    throw new UsageError(`${what}: no rule is called ${preview(deviation.rule)}; \`woe rules\` lists them`);
  if (deviation.call >= scenario.calls.length)
    throw new UsageError(`${what}: it deviates at call ${deviation.call}, but has ${scenario.calls.length} calls`);
  for (const seen of observation.calls)
    if (scenario.calls.at(seen.index)?.call !== seen.call)
      throw new UsageError(`${what}: call ${seen.index} was observed as ${preview(seen.call)}, which it is not`);
  const bytes = bytesAskedFor(scenario);
  if (bytes > MOST_BYTES)
    throw new UsageError(`${what}: it asks for ${bytes} bytes in one piece; at most ${MOST_BYTES} are replayed`);
}

/** The largest file, disk, read or request of a scenario, in bytes; a scripted write moves none. */
function bytesAskedFor({ level, file, disk, calls }: Scenario): number {
  if (level === 'iter') return 0;
  const requests = calls.map((call) => (isWrite(call) ? offered(call) : 'length' in call ? call.length : 0));
  return Math.max(file.size, disk.sectorSize * disk.sectors, ...file.allocated.map(({ to }) => to), ...requests);
}
