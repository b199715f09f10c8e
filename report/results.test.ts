import { describe, expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { create } from 'xmlbuilder2';
import type { Result } from '../contract/index.js';
import { jsonReport } from './json.js';
import { junitReport } from './junit.js';
import { prettyReport } from './pretty.js';
import { CONFORMANT, DEVIATING, HOSTILE, INTERRUPTED, NOT_EXERCISED, RULES_SAMPLE } from './results.sample.js';
import { ruleBook } from './rule-book.js';
import { tapReport } from './tap.js';

const rules = ruleBook(RULES_SAMPLE);
const plain = picocolors.createColors(false);
const RESULTS: Record<string, Result> = { CONFORMANT, DEVIATING, NOT_EXERCISED, INTERRUPTED, HOSTILE };
const names = Object.keys(RESULTS);
const pretty = (result: Result): string => prettyReport(result, rules, plain);

describe.each(names)('%s', (name) => {
  const result = RESULTS[name];
  test('pretty', () => expect(`\n${pretty(result)}`).toMatchSnapshot());
  test('tap', () => expect(`\n${tapReport(result)}`).toMatchSnapshot());
  test('junit', () => expect(`\n${junitReport(result, rules)}`).toMatchSnapshot());
});

describe('pretty', () => {
  test('says the verdict in the first line', () => {
    for (const name of names) expect(pretty(RESULTS[name]).split('\n')[0]).toContain(RESULTS[name].verdict);
  });

  test('tells what the target says of itself, no more than fits a screen', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`probe ${i}`, 'x'.repeat(1000)]));
    const told = pretty({ ...CONFORMANT, target: { ...CONFORMANT.target, details: { writev: 'no', ...many } } });
    expect(told).toMatch(/\nTarget {2}.+\n {2}writev +no\n {2}probe 0 +x+\n/);
    expect(told).not.toContain('probe 19');
    for (const line of told.split('\n')) expect(line.length).toBeLessThan(200);
  });

  test('beside known deviations, tells first what is new, and then all the rest of it', () => {
    const { rules: all } = DEVIATING;
    const { id: rule } = all.find(({ verdict }) => verdict === 'deviate') ?? all[0];
    const line = { rule, observable: 'return', direction: 'less', reason: 'so', state: 'stale' } as const;
    const reasons = [`stale: ${rule} is listed`, `unlisted: iter: ${rule}`];
    const told = pretty({ ...DEVIATING, known: [line], reasons }).split('\n');
    expect(told[0]).toContain(`: stale: ${rule} is listed`);
    expect(told[1]).toBe(`  unlisted: iter: ${rule}`);
  });

  test('colours change nothing but the colours', () => {
    const coloured = prettyReport(DEVIATING, rules, picocolors.createColors(true));
    expect(coloured).toContain('\u001b[31m');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(pretty(DEVIATING));
  });
});

describe('json', () => {
  test('a result comes back equal', () => {
    for (const name of names)
      expect(JSON.parse(jsonReport(RESULTS[name]))).toEqual(JSON.parse(JSON.stringify(RESULTS[name])));
  });

  test('the order in which a result was built does not show', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );
    };
    expect(jsonReport(reversed(DEVIATING) as Result)).toBe(jsonReport(DEVIATING));
  });
});

describe('junit', () => {
  test('is well-formed XML whatever a target sends', () => {
    for (const name of names) expect(() => create(junitReport(RESULTS[name], rules))).not.toThrow();
  });

  test('has a failure exactly when the run failed', () => {
    for (const name of names)
      expect(junitReport(RESULTS[name], rules).includes('<failure')).toBe(name !== 'CONFORMANT');
  });
});

test('nothing that a target sends reaches the terminal as a control character', () => {
  const texts = [pretty(HOSTILE), tapReport(HOSTILE), junitReport(HOSTILE, rules)];
  // eslint-disable-next-line no-control-regex
  for (const text of texts) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
