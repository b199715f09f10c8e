import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RECORDINGS } from '../../fixtures/traces/recordings.js';
import { TraceLineSchema } from '../../contract/trace.js';
import { checkNdjson } from './index.js';

const TRACES = join(__dirname, '../../fixtures/traces');

describe('the stored recordings', () => {
  test.each(RECORDINGS)('$name', ({ name, exit, conform, shortWrites, pointsAt }) => {
    const result = checkNdjson(readFileSync(join(TRACES, `${name}.strace`)));
    expect(result.unknown).toEqual({ lines: 0, first: [] });
    expect([result.verdict, result.shortWrites]).toEqual([exit === 0 ? 'conformant' : 'deviating', shortWrites]);
    expect(result.findings.map(({ text }) => text.includes(pointsAt ?? '\0'))).toEqual(pointsAt === null ? [] : [true]);
    const conforming = result.rules.filter(({ verdict }) => verdict === 'conform').map(({ id }) => id);
    expect(conforming).toEqual(expect.arrayContaining([...conform]));
  });

  test('are all of them, and tell nothing of the machine', () => {
    const files = readdirSync(TRACES).filter((name) => name.endsWith('.strace'));
    expect(files.sort()).toEqual(RECORDINGS.map(({ name }) => `${name}.strace`).sort());
    for (const file of files) expect(readFileSync(join(TRACES, file), 'utf8')).not.toMatch(/"\/(root|home|work|opt)\b/);
  });
});

test('the example of the format is valid, and breaks one rule', () => {
  const text = readFileSync(join(TRACES, 'example.ndjson'), 'utf8');
  for (const line of text.trimEnd().split('\n'))
    expect(TraceLineSchema.safeParse(JSON.parse(line)).error).toBeUndefined();
  const { findings, rules } = checkNdjson(Buffer.from(text));
  expect(findings.map(({ rule, line, shownBy }) => [rule, line, shownBy?.line])).toEqual([
    ['caller-retries-short-write', 4, 5],
  ]);
  expect(rules.find(({ id }) => id === 'size-covers-written')?.verdict).toBe('conform');
});
