import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TraceEvent } from '../../contract/trace-event.js';
import {
  TRACE_CALL_NAMES,
  TRACE_CALLS,
  TraceLineSchema,
  WHENCES,
  type TraceCall,
  type TraceField,
} from '../../contract/trace.js';
import { readNdjsonLine } from './ndjson.js';
import { scanLine } from './scanner.js';

const small = fc.oneof(fc.nat(20), fc.nat(2 ** 31 - 1), fc.constantFrom(2 ** 31 - 1));
const count = fc.oneof(
  { weight: 6, arbitrary: fc.nat(5) },
  { weight: 6, arbitrary: fc.nat(100_000) },
  fc.maxSafeNat(),
  fc.constantFrom(999_999_999_999_999, 1_000_000_000_000_000, Number.MAX_SAFE_INTEGER),
);
const path = fc.oneof(fc.constantFrom('/tmp/x', ''), fc.string({ unit: 'binary', maxLength: 8 }));

const VALUES: Record<TraceField, fc.Arbitrary<unknown>> = {
  pid: small,
  fd: small,
  n: count,
  at: count,
  offset: fc.oneof(count, fc.maxSafeInteger()),
  whence: fc.constantFrom(...WHENCES),
  size: count,
  path,
  newPath: path,
  newFd: small,
  last: small,
  flags: fc.array(fc.constantFrom('O_RDONLY', 'O_WRONLY', 'O_APPEND', 'O_CLOEXEC'), { maxLength: 3 }),
  child: small,
  files: fc.boolean(),
  thread: fc.boolean(),
  status: fc.option(fc.nat(255)),
  data: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  ret: fc.oneof({ weight: 4, arbitrary: count }, fc.constantFrom('EIO', 'ENOSPC', 'EWHATEVER', null)),
};

/** A valid event, keys in canonical order. */
const eventOf = (calls: readonly TraceCall[], bare: boolean) =>
  fc.constantFrom(...calls).chain((call) => {
    const { needs, may: all }: { needs: readonly TraceField[]; may: readonly TraceField[] } = TRACE_CALLS[call];
    const may = bare ? [] : all;
    return fc
      .record(
        { pid: VALUES.pid, ...Object.fromEntries([...needs, ...may].map((field) => [field, VALUES[field]])) },
        { requiredKeys: ['pid', ...needs] as never[] },
      )
      .map((fields) => {
        const { pid, ...rest } = fields as Record<string, unknown>;
        const ordered = [...needs, ...may].filter((field) => field in rest).map((field) => [field, rest[field]]);
        return { pid, call, ...Object.fromEntries(ordered) } as Record<string, unknown>;
      });
  });
const event = fc.oneof(
  eventOf(TRACE_CALL_NAMES, false),
  eventOf(['write', 'pwrite', 'read', 'pread', 'lseek', 'fsync', 'fdatasync', 'fstat', 'ftruncate', 'close'], true),
);
const canonical = event.map((value) => JSON.stringify(value));

/** Lines that are nearly canonical: other spaces, orders, numbers, one character changed. */
const odd = fc.oneof(
  event.chain((value) => fc.shuffledSubarray(Object.keys(value)).map((keys) => JSON.stringify(value, keys))),
  event.map((value) => JSON.stringify(value, null, 1).replaceAll('\n', '')),
  event.map((value) => JSON.stringify({ ...value, more: 1 })),
  canonical.map((line) => line.replace(/\d+/, (digits) => `0${digits}`)),
  canonical.map((line) => line.replace(/\d+(?=[^\d]*$)/, (digits) => `-${digits}`)),
  canonical.map((line) => line.replace(/\d+/, (digits) => `${digits}.0`)),
  canonical.map((line) => line.replace(/\d+(?=\D*$)/, (digits) => `${digits}e1`)),
  canonical.map((line) => `${line} `),
  canonical.map((line) => `${line}\r`),
  canonical.map((line) => line.slice(0, -1)),
  fc
    .tuple(canonical, fc.nat(), fc.constantFrom('x', '"', '0', '-', '}', ',', ' '))
    .map(([line, at, c]) => line.slice(0, at % line.length) + c + line.slice((at % line.length) + 1)),
  fc.tuple(canonical, fc.nat()).map(([line, at]) => line.slice(0, at % line.length)),
  fc.json().map((text) => text.replaceAll('\n', ' ')),
);

/** What an event means, without the fields that its call does not have. */
function meaning(e: TraceEvent): Record<string, unknown> {
  const { needs, may }: { needs: readonly TraceField[]; may: readonly TraceField[] } =
    TRACE_CALLS[TRACE_CALL_NAMES[e.call]];
  const packed = (field: TraceField): keyof TraceEvent =>
    field === 'newFd' || field === 'last' || field === 'child' || field === 'status' ? 'other' : field;
  return Object.fromEntries([...needs, ...may, 'pid' as const].map((field) => [field, e[packed(field)]]));
}

/** The scanner's answer for a line, if it has one. */
function scanned(line: string): Record<string, unknown> | undefined {
  const bytes = Buffer.from(`garbage${line}\n`);
  const e = new TraceEvent();
  const next = scanLine(bytes, 'garbage'.length, e);
  if (next < 0) return undefined;
  expect(next).toBe(bytes.length);
  return { call: e.call, ...meaning(e) };
}

function parsed(line: string): Record<string, unknown> | undefined {
  const e = new TraceEvent();
  return readNdjsonLine(line, e) === 'event' ? { call: e.call, ...meaning(e) } : undefined;
}

describe('the scanner', () => {
  test('says what JSON.parse says, or nothing', () => {
    let answers = 0;
    fc.assert(
      fc.property(fc.oneof(canonical, odd), (line) => {
        const found = scanned(line);
        if (!found) return;
        answers++;
        expect(found).toEqual(parsed(line));
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(answers).toBeGreaterThan(400);
  });

  test.each([
    '{"pid":1,"call":"write","fd":3,"n":4096,"ret":4096}',
    '{"pid":2147483647,"call":"pwrite","fd":3,"n":0,"at":999999999999999,"ret":0}',
    '{"pid":0,"call":"read","fd":3,"n":1,"ret":0}',
    '{"pid":0,"call":"pread","fd":3,"n":1,"at":0,"ret":0}',
    '{"pid":0,"call":"lseek","fd":3,"offset":-5,"whence":"SEEK_CUR","ret":0}',
    '{"pid":0,"call":"lseek","fd":3,"offset":5,"whence":"SEEK_SET","ret":5}',
    '{"pid":0,"call":"lseek","fd":3,"offset":0,"whence":"SEEK_END","ret":5}',
    '{"pid":0,"call":"fsync","fd":3,"ret":0}',
    '{"pid":0,"call":"fdatasync","fd":3,"ret":0}',
    '{"pid":0,"call":"fstat","fd":3,"size":7,"ret":0}',
    '{"pid":0,"call":"ftruncate","fd":3,"size":7,"ret":0}',
    '{"pid":0,"call":"close","fd":3,"ret":0}',
  ])('reads %s itself', (line) => {
    expect(scanned(line)).toEqual(parsed(line));
    expect(scanned(line)).toBeDefined();
  });

  test.each([
    '{"pid":01,"call":"write","fd":3,"n":1,"ret":1}',
    '{"pid":2147483648,"call":"write","fd":3,"n":1,"ret":1}',
    '{"pid":1,"call":"write","fd":2147483648,"n":1,"ret":1}',
    '{"pid":1,"call":"write","fd":3,"n":1,"ret":1000000000000000}',
    '{"pid":1,"call":"write","fd":3,"n":1,"ret":"EIO"}',
    '{"pid":1,"call":"write","fd":3,"n":,"ret":1}',
    '{"pid":1,"call":"write","fd":3,"n":1,"ret":1} ',
    '{"pid":1,"call":"lseek","fd":3,"offset":-0,"whence":"SEEK_CUR","ret":0}',
    '{"pid":1,"call":"lseek","fd":3,"offset":0,"whence":"SEEK_HOLE","ret":0}',
    '{"pid":1,"call":"wrote","fd":3,"n":1,"ret":1}',
    '',
  ])('leaves %j to JSON.parse', (line) => expect(scanned(line)).toBeUndefined());
});

describe('reading by JSON.parse', () => {
  test('accepts exactly what the schema accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(canonical, odd), (line) => {
        let value: unknown;
        try {
          value = JSON.parse(line);
        } catch {
          value = undefined;
        }
        const valid = TraceLineSchema.safeParse(value).success;
        if (valid) accepted++;
        expect(typeof readNdjsonLine(line, new TraceEvent()) === 'string').toBe(valid);
      }),
      { seed: 2, numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(400);
  });

  test.each([
    ['{"schema":"woe.trace/1"}', 'passed over'],
    ['{"schema":"woe.trace/2"}', 'expected a call, or schema woe.trace/1, got {"schema":"woe.trace/2"}'],
    ['{"pid":1,"call":"mmap"}', 'call: expected one of those of woe.trace/1, got "mmap"'],
    ['{"pid":1,"call":"write","fd":3,"n":1}', 'write needs the field ret'],
    ['{"pid":1,"call":"write","fd":-3,"n":1,"ret":1}', 'fd: got -3'],
    ['{"pid":1,"call":"close","fd":3,"ret":0,"at":1}', 'close has a field that it should not have'],
    ['{"pid":1,', 'it begins like JSON and is not'],
    ['[1]', 'expected an object'],
  ])('%s: %s', (line, expected) => {
    const got = readNdjsonLine(line, new TraceEvent());
    expect(typeof got === 'string' ? got : got.unknown).toBe(expected);
  });
});
