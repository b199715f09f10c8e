/** Whatever is in a file: a verdict, never an exception; and the same one however it is read. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TraceFileResult } from '../../contract/trace-result.js';
import { TraceFileResultSchema } from '../../contract/trace-result.js';
import { TRACE_CALL_NAMES, TRACE_CALLS, WHENCES, type TraceCall, type TraceField } from '../../contract/trace.js';
import { checkNdjson, TraceChecker } from './index.js';

const TRACES = join(__dirname, '../../fixtures/traces');
const LINES = readdirSync(TRACES)
  .filter((name) => /\.(strace|ndjson)$/.test(name))
  .flatMap((name) => readFileSync(join(TRACES, name), 'utf8').trimEnd().split('\n'));

function valid(result: TraceFileResult): TraceFileResult {
  TraceFileResultSchema.parse(result);
  return result;
}

describe('a verdict comes of', () => {
  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(valid(checkNdjson(Buffer.from(bytes))).verdict).toBe('could not run');
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  const line = fc.nat(LINES.length - 1).map((i) => LINES[i]);
  const damaged = fc.oneof(
    { weight: 6, arbitrary: line },
    fc.tuple(line, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
    fc.tuple(line, fc.nat()).map(([text, at]) => text.slice(at % (text.length + 1))),
    fc
      .tuple(line, fc.nat(), fc.constantFrom('"', '(', ')', '<', '>', '[', '{', '}', ',', '\\', '\0', '9', ' = '))
      .map(([text, at, c]) => text.slice(0, at % text.length) + c + text.slice(at % text.length)),
    fc.tuple(line, fc.nat(9)).map(([text, pid]) => text.replace(/^\d+/, String(pid))),
    fc.tuple(line, fc.integer()).map(([text, n]) => text.replace(/\d+(?=\D*$)/, String(n))),
    line.map((text) => text.replace(/\) += .*$/, ' <unfinished ...>')),
    line.map((text) => text.replace(/^(\d+ +)(\w+)\(.*?(\).*)$/, '$1<... $2 resumed>$3')),
  );

  test('recordings that were torn, mixed up and changed', () => {
    fc.assert(
      fc.property(fc.array(damaged, { maxLength: 60 }), (lines) => {
        const result = valid(checkNdjson(Buffer.from(lines.join('\n'))));
        expect(result.lines).toBeLessThanOrEqual(lines.length);
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  test.each<[string, string]>([
    ['blanks before the end of an unfinished call', `write(${' '.repeat(200_000)}x <unfinished ...>`],
    ['brackets', `write(3, ${'[{('.repeat(100_000)}`],
    ['quotes', `write(3, ${'"'.repeat(200_001)}, 3) = 3`],
    ['backslashes', `write(3, "${'\\'.repeat(200_001)}", 3) = 3`],
    ['angles', `write(3${'<'.repeat(200_000)}, "abc", 3) = 3`],
    ['commas', `write(${','.repeat(200_000)}) = 3`],
    ['segments', `writev(3, [${'{iov_base="a", iov_len=1}, '.repeat(20_000)}], 20000) = 20000`],
    ['digits', `write(3, "abc", ${'9'.repeat(200_000)}) = ${'9'.repeat(200_000)}`],
    ['times', `${'10:11:12 '.repeat(20_000)}write(3, "abc", 3) = 3`],
    ['nested JSON', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('a line of many %s, at once', (_, line200k) => {
    const begin = performance.now();
    valid(checkNdjson(Buffer.from(line200k)));
    // A cost in the square of the length would take minutes.
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});

describe('the same comes of a trace', () => {
  const small = fc.nat(3);
  const count = fc.nat(12);
  const VALUES: Record<TraceField, fc.Arbitrary<unknown>> = {
    pid: small,
    fd: small,
    n: count,
    at: count,
    offset: fc.integer({ min: -12, max: 12 }),
    whence: fc.constantFrom(...WHENCES),
    size: count,
    path: fc.constantFrom('/tmp/a', '/tmp/b', 'pipe:[1]'),
    newPath: fc.constantFrom('/tmp/a', 'c'),
    newFd: small,
    last: small,
    flags: fc.subarray(['O_WRONLY', 'O_RDWR', 'O_CREAT', 'O_EXCL', 'O_TRUNC', 'O_APPEND', 'O_DIRECT']),
    child: small,
    files: fc.boolean(),
    thread: fc.boolean(),
    status: fc.option(fc.nat(1)),
    data: fc.constantFrom('6162', '6163', '616263646566'),
    ret: fc.oneof({ weight: 5, arbitrary: count }, fc.constantFrom('EIO', 'EINTR', 'EBADF', 'EWHAT', null)),
  };
  const event = fc
    .constantFrom<TraceCall>(...TRACE_CALL_NAMES, 'write', 'write', 'write', 'pwrite', 'lseek', 'open')
    .chain((call) => {
      const { needs, may }: { needs: readonly TraceField[]; may: readonly TraceField[] } = TRACE_CALLS[call];
      const fields = ['pid', ...needs, ...may] as TraceField[];
      return fc
        .record(Object.fromEntries(fields.map((field) => [field, VALUES[field]])), {
          requiredKeys: ['pid', ...needs],
        })
        .map(({ pid, ...rest }: Record<string, unknown>) => JSON.stringify({ pid, call, ...rest }));
    });
  const trace = fc.array(event, { minLength: 1, maxLength: 80 }).map((lines) => Buffer.from(`${lines.join('\n')}\n`));

  test('with the scanner and without', () => {
    let deviating = 0;
    fc.assert(
      fc.property(trace, (bytes) => {
        const result = valid(checkNdjson(bytes, { scanner: true }));
        if (result.verdict === 'deviating') deviating++;
        expect(result.unknown.lines).toBe(0);
        expect(checkNdjson(bytes, { scanner: false })).toEqual(result);
      }),
      { seed: 3, numRuns: 400 },
    );
    expect(deviating).toBeGreaterThan(50);
  });

  test('in whatever pieces it comes', () => {
    fc.assert(
      fc.property(trace, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }), (bytes, sizes) => {
        const checker = new TraceChecker();
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length];
          checker.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(checker.end('-')).toEqual(checkNdjson(bytes));
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
