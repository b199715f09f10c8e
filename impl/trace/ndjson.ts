import { preview } from '../../contract/parse.js';
import { CALL, NO_OTHER, NO_TEXT, type TraceEvent } from '../../contract/trace-event.js';
import { TRACE_CALLS, TRACE_SCHEMA, type TraceCall, type TraceField } from '../../contract/trace.js';
import { PACK } from './packed-fields.js';

/** What a line turned out to be: an event, something that a trace may hold but nobody judges, or a reason why not. */
export type Read = 'event' | 'passed over' | { readonly unknown: string };

type Pack = (typeof PACK)[TraceField];

interface CallFields {
  readonly call: number;
  readonly needs: readonly (readonly [string, Pack])[];
  readonly may: readonly (readonly [string, Pack])[];
}

const packs = (names: readonly TraceField[]): CallFields['needs'] => names.map((name) => [name, PACK[name]]);

const FIELDS = new Map<string, CallFields>(
  Object.entries(TRACE_CALLS).map(([call, { needs, may }]) => [
    call,
    { call: CALL[call as TraceCall], needs: packs(['pid', ...needs]), may: packs(may) },
  ]),
);

/**
 * Reads one line of `woe.trace/1` by JSON.parse: the plain way, and the meaning of the format. It accepts what
 * `TraceLineSchema` accepts; the schema itself would take most of the time.
 */
export function readNdjsonLine(text: string, e: TraceEvent): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { unknown: 'it begins like JSON and is not' };
  }
  return readNdjsonValue(value, e);
}

function readNdjsonValue(value: unknown, e: TraceEvent): Read {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { unknown: 'expected an object' };
  const record = value as Record<string, unknown>;
  if (typeof record.call !== 'string') return readHeader(record);
  const fields = FIELDS.get(record.call);
  if (!fields) return { unknown: `call: expected one of those of ${TRACE_SCHEMA}, got ${preview(record.call)}` };
  e.call = fields.call;
  e.path = '';
  e.newPath = '';
  e.data = NO_TEXT;
  e.files = false;
  e.thread = false;
  e.injected = false;
  e.other = NO_OTHER;
  if (isCommon(record, e)) return 'event';
  // `call`, and each field that is met below; what is left then is unknown.
  let keys = 1;
  for (const [name, pack] of fields.needs) {
    keys++;
    if (!pack(e, record[name])) return wrong(record, name);
  }
  for (const [name, pack] of fields.may) {
    if (record[name] === undefined) continue;
    keys++;
    if (!pack(e, record[name])) return wrong(record, name);
  }
  return keys === Object.keys(record).length
    ? 'event'
    : { unknown: `${record.call} has a field that it should not have` };
}

const wrong = (record: Record<string, unknown>, name: string): Read => ({
  unknown:
    record[name] === undefined
      ? `${String(record.call)} needs the field ${name}`
      : `${name}: got ${preview(record[name])}`,
});

const COMMON_KEYS = 5;

/** The fields of most lines. */
interface Common {
  readonly call: string;
  readonly pid: number;
  readonly fd: number;
  readonly n: number;
  readonly ret: number;
}

/** A read or write without anything unusual. Most lines are such; to go through the tables would cost a fifth more. */
function isCommon(record: unknown, e: TraceEvent): boolean {
  const { call, pid, fd, n, ret } = record as Common;
  if (call !== 'write' && call !== 'read') return false;
  if (!isSmallCount(pid) || !isSmallCount(fd) || !isSmallCount(n) || !isSmallCount(ret)) return false;
  if (Object.keys(record as object).length !== COMMON_KEYS) return false;
  e.pid = pid >>> 0;
  e.fd = fd >>> 0;
  e.n = n >>> 0;
  e.ret = ret >>> 0;
  return true;
}

/** A whole number from 0 to 2^31-1; -0 is one, and packs as 0. */
const isSmallCount = (value: unknown): value is number =>
  typeof value === 'number' && value >>> 0 === value && value < 2 ** 31;

const readHeader = (record: Record<string, unknown>): Read =>
  record.schema === TRACE_SCHEMA && Object.keys(record).length === 1
    ? 'passed over'
    : { unknown: `expected a call, or schema ${TRACE_SCHEMA}, got ${preview(record)}` };
