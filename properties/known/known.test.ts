import { describe, expect, it } from '@jest/globals';
import { UsageError, type Result } from '../../contract/index.js';
import { MUTANT_LOOKUP } from '../../fixtures/mutants/index.js';
import { createReference } from '../../impl/reference/target.js';
import { check } from '../check.js';
import { applyKnown, requireWhole } from './apply-known.js';
import { readKnown, writeKnown } from './known-file.js';

const FILE = `
schema: woe.known/1
known:
  - rule: pos-flush-error-*
    level: iter
    observable: offset
    direction: more
    reason: ki_pos runs ahead when the flush fails
    link: https://example.org/1
`;
const LINES = readKnown(FILE, 'known.yaml');
const [LINE] = LINES;

const broken = (): Promise<Result> => {
  const target = MUTANT_LOOKUP.find('ki-pos-runs-ahead', 'linux-4.x');
  if (!target) throw new Error('no such mutant');
  return check({ target, levels: ['iter'], runs: 100 });
};
const sound = (): Promise<Result> => check({ target: createReference({}, 'linux-4.x'), levels: ['iter'], runs: 100 });

describe('a run with known deviations', () => {
  it('is conformant when exactly they happen', async () => {
    const judged = applyKnown(await broken(), LINES, 'fail');
    expect(judged).toMatchObject({
      verdict: 'conformant',
      reasons: [],
      known: [{ rule: LINE.rule, state: 'happens' }],
    });
  });

  it('deviates when one is not listed', async () => {
    const { verdict, reasons } = applyKnown(await broken(), [], 'fail');
    expect(verdict).toBe('deviating');
    expect(reasons).toEqual(['unlisted: iter: pos-flush-error-stays-at-direct (offset, more)']);
  });

  it('deviates when it shows in another way than the listed one', async () => {
    const { verdict, reasons } = applyKnown(await broken(), [{ ...LINE, direction: 'less' }], 'warn');
    expect(verdict).toBe('deviating');
    expect(reasons).toEqual([
      'another symptom: iter: pos-flush-error-stays-at-direct (offset, more), listed as (offset, less)',
    ]);
  });

  it('deviates when a listed one no longer happens, unless stale lines only warn', async () => {
    const result = await sound();
    expect(applyKnown(result, LINES, 'fail')).toMatchObject({ verdict: 'deviating', known: [{ state: 'stale' }] });
    expect(applyKnown(result, LINES, 'warn')).toMatchObject({ verdict: 'conformant', known: [{ state: 'stale' }] });
  });

  it('does not excuse what was never exercised', async () => {
    const found = await broken();
    const [rule] = found.rules.filter(({ id }) => id === 'ret-buffered-full');
    const never = { ...rule, exercised: 0, verdict: 'not exercised', reason: 'never reached in this run' } as const;
    const rules = found.rules.map((row) => (row === rule ? never : row));
    const judged = applyKnown({ ...found, rules }, LINES, 'fail');
    expect(judged).toMatchObject({ verdict: 'not exercised', reasons: [`iter: ${rule.id} was never exercised`] });
    expect(applyKnown({ ...found, rules, shard: { index: 1, of: 2 } }, LINES, 'fail').verdict).toBe('conformant');
  });

  it('does not call stale what was not run', async () => {
    const judged = applyKnown(await sound(), [{ ...LINE, level: 'disk' }], 'fail');
    expect(judged).toMatchObject({ verdict: 'conformant', known: [{ state: 'not run' }] });
  });

  it('goes on after many deviating scenarios, so that one does not hide another', async () => {
    const target = MUTANT_LOOKUP.find('leaves-bdi-set', 'linux-4.x');
    if (!target) throw new Error('no such mutant');
    const options = { target, levels: ['iter'], runs: 600 } as const;
    expect((await check(options)).runs[0].random).toBeLessThan(600);
    expect((await check({ ...options, known: { lines: [], stale: 'fail' } })).runs[0].random).toBe(600);
  });
});

describe('the file', () => {
  it('may be JSON', () => {
    const text = JSON.stringify({ schema: 'woe.known/1', known: LINES });
    expect(readKnown(text, 'known.json')).toEqual(LINES);
  });

  it.each([
    ['[', /expected YAML or JSON, but Flow sequence .* at line 1, column 2; example: /],
    ['', /known\.yaml": at the top/],
    ['schema: woe.known/2\nknown: []', /at schema/],
    [FILE.replace('pos-flush-error-*', 'pos-flosh-*'), /no rule matches "pos-flosh-\*"; `woe rules` lists them/],
    [FILE.replace('offset', 'colour'), /at known\.0\.observable/],
    [FILE.replace('reason:', 'raison:'), /at known\.0/],
  ])('%p is refused with a clear line', (text, message) => {
    expect(() => readKnown(text, 'known.yaml')).toThrow(UsageError);
    expect(() => readKnown(text, 'known.yaml')).toThrow(message);
  });

  it('is refused when it is nested more deeply than the parser goes', () => {
    expect(() => readKnown('['.repeat(9999), 'known.yaml')).toThrow(
      /YAML or JSON, but it is nested too deeply; example/,
    );
  });

  it('is rewritten to what was found: lines that hold keep their reason, stale ones go, new ones come', async () => {
    const { counterexamples } = await broken();
    const stale = { ...LINE, rule: 'size-*' };
    expect(readKnown(writeKnown([LINE, stale], counterexamples), 'again')).toEqual([LINE]);
    expect(readKnown(writeKnown([stale], counterexamples), 'again')).toEqual([
      {
        rule: 'pos-flush-error-stays-at-direct',
        level: 'iter',
        observable: 'offset',
        direction: 'more',
        reason: 'not explained yet',
      },
    ]);
  });

  it('is not rewritten after a partial run', async () => {
    const result = await sound();
    expect(() => requireWhole(result, true)).toThrow(/expected a whole run/);
    expect(() => requireWhole({ ...result, verdict: 'timed out' }, false)).toThrow(/ended as timed out/);
    expect(() => requireWhole(result, false)).not.toThrow();
  });
});
