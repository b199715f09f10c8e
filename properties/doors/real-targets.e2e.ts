import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { check } from '../check.js';
import { readKnown } from '../known/known-file.js';

const DIRECTORY = resolve(__dirname, '../../fixtures/targets');
const NAMES = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.known.yaml'))
  .map((name) => name.replace('.known.yaml', ''));
/** The most lines that an adapter may have. */
const MOST_LINES = 25;

const knownOf = (name: string) => readKnown(readFileSync(join(DIRECTORY, `${name}.known.yaml`), 'utf8'), name);

describe('the real implementations', () => {
  it('are nine', () => {
    expect(NAMES).toHaveLength(9);
  });

  it.each(NAMES)(
    '%s deviates as listed, twice the same',
    async (name) => {
      const run = () =>
        check({
          target: join(DIRECTORY, `${name}.ts`),
          known: { lines: knownOf(name), stale: 'fail' },
          timeoutMs: 60_000,
        });
      const first = await run();
      expect([first.verdict, first.reasons]).toEqual(['conformant', []]);
      expect(JSON.stringify(await run())).toBe(JSON.stringify(first));
    },
    300_000,
  );

  it.each(NAMES)('%s has an adapter of at most 25 lines', (name) => {
    const lines = readFileSync(join(DIRECTORY, `${name}.ts`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
  });
});
