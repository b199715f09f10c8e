import { describe, expect, test } from '@jest/globals';
import { PLAIN_FILE } from './plain.js';
import { FaultSchema } from './fault.js';
import { ObservationSchema } from './observation.js';
import { type Scenario, ScenarioSchema, offered, readablePrefix } from './scenario.js';
import { DOCUMENT_NAMES, jsonSchema } from './schemas.js';
import { KERNEL_FUNCTIONS, KERNEL_STEPS, fieldsOf } from './steps.js';

const scenario: Scenario = {
  schema: 'woe.scenario/1',
  level: 'disk',
  profile: 'linux-4.x',
  seed: 1,
  file: { ...PLAIN_FILE, size: 8192, allocated: [{ from: 0, to: 8192 }] },
  caller: { uid: 0, gid: 0, capFsetid: true },
  disk: { sectorSize: 512, sectors: 64, provisioned: 64 },
  calls: [
    { call: 'open', fd: 0, flags: ['O_WRONLY', 'O_DIRECT'] },
    { call: 'pwritev', fd: 0, position: 4096, segments: [{ length: 512, readable: 512 }] },
    { call: 'powerCut' },
  ],
  faults: [{ on: 'write', kind: 'EIO', args: {}, where: { from: 8, to: 9 }, nth: 1, sticky: false }],
};

/** The scenario with one place changed; `path` names keys and indexes. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(scenario) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  let inner = copy;
  for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
  inner[keys.at(-1)!] = value;
  return copy;
}

describe('scenario', () => {
  test('a complete one is accepted and comes back equal', () => {
    expect(ScenarioSchema.parse(scenario)).toEqual(scenario);
  });

  test.each<[string, string, unknown]>([
    ['a schema of the future', 'schema', 'woe.scenario/2'],
    ['an unknown level', 'level', 'kernel'],
    ['an unknown profile', 'profile', 'linux-2.4'],
    ['a seed beyond 32 bits', 'seed', 2 ** 32],
    ['a size that is not a safe integer', 'file.size', 2 ** 53],
    ['a file larger than its disk', 'file.size', 64 * 512 + 1],
    ['a range that is empty', 'file.allocated.0', { from: 5, to: 5 }],
    ['mode bits beyond set-id', 'file.mode', 0o10000],
    ['a sector size that no disk has', 'disk.sectorSize', 1000],
    ['a call that does not exist', 'calls.0', { call: 'mmap', fd: 0 }],
    ['an unknown flag', 'calls.0.flags', ['O_TMPFILE']],
    ['a descriptor slot out of range', 'calls.0.fd', 16],
    ['a segment that is longer readable than long', 'calls.1.segments.0.readable', 513],
    ['a vector without segments', 'calls.1.segments', []],
    ['a negative position', 'calls.1.position', -1],
    ['a key that nobody knows', 'comment', 'hello'],
    ['a fault that can not strike there', 'faults.0', { ...scenario.faults[0], on: 'flush', kind: 'torn' }],
    ['an occurrence counted from 0', 'faults.0.nth', 0],
  ])('%s is refused', (_, path, value) => {
    expect(ScenarioSchema.safeParse(changed(path, value)).success).toBe(false);
  });

  test('a file may fill its disk, and has none at the other levels', () => {
    expect(ScenarioSchema.safeParse(changed('file.size', 64 * 512)).success).toBe(true);
    const large = { ...(changed('file.size', 64 * 512 + 1) as Scenario), level: 'file' };
    expect(ScenarioSchema.safeParse(large).success).toBe(true);
  });

  test('a fault on a wrong operation is told which kinds fit', () => {
    const result = FaultSchema.safeParse({ ...scenario.faults[0], on: 'allocate', kind: 'torn' });
    expect(result.error?.issues[0]?.message).toBe('on allocate the kind is one of EIO, ENOSPC, EDQUOT');
  });

  test('offered counts whole segments, the readable prefix ends at the first hole', () => {
    const segments = [
      { length: 100, readable: 100 },
      { length: 50, readable: 20 },
      { length: 10, readable: 10 },
    ];
    expect(offered({ call: 'writev', fd: 0, segments })).toBe(160);
    expect(readablePrefix(segments)).toBe(120);
  });
});

describe('observation', () => {
  const call = { index: 0, call: 'write', ret: 4096, signal: null };
  const observed = (more: object): unknown => ({ schema: 'woe.observation/1', calls: [{ ...call, ...more }] });

  test('only the result is required of a call', () => {
    expect(ObservationSchema.safeParse(observed({})).success).toBe(true);
  });

  test.each<[string, object]>([
    ['a negative count', { ret: -5 }],
    ['a fraction', { ret: 1.5 }],
    ['an errno that is not in the table', { ret: 'EWHAT' }],
    ['another signal', { signal: 'SIGSEGV' }],
    ['a source that does not exist', { content: [{ from: 0, to: 1, source: 'elsewhere' }] }],
    ['an unknown callee', { callees: [{ callee: 'sync', args: [], bdi: 'null' }] }],
  ])('%s is refused', (_, more) => {
    expect(ObservationSchema.safeParse(observed(more)).success).toBe(false);
  });
});

describe('steps', () => {
  test('every function enters, returns, and names its fields', () => {
    for (const fn of KERNEL_FUNCTIONS) {
      expect(fieldsOf(fn, 'enter')).toEqual(KERNEL_STEPS[fn].enter);
      expect(fieldsOf(fn, 'return')).toContain('ret');
    }
  });

  test('an event that a function does not have has no fields', () => {
    expect(fieldsOf('file_update_time', 'flush')).toBeUndefined();
    expect(fieldsOf('vfs_write', 'enter')).toBeUndefined();
  });
});

describe('JSON Schemas', () => {
  test.each(DOCUMENT_NAMES)('%s allows no unknown key at its top', (name) => {
    const { anyOf = [jsonSchema(name)] } = jsonSchema(name) as { anyOf?: object[] };
    for (const form of anyOf) expect(form).toMatchObject({ type: 'object', additionalProperties: false });
  });
});
