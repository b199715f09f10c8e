import { describe, expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import type { Counterexample } from '../../contract/index.js';
import { COUNTEREXAMPLE, HOSTILE, RULES_SAMPLE } from '../results.sample.js';
import { ruleBook } from '../rule-book.js';
import { explanationOf } from './explanation-of.js';
import { explanationJson } from './json.js';
import { explanationMarkdown } from './markdown.js';
import { explanationText } from './text.js';

const rules = ruleBook(RULES_SAMPLE);
const plain = picocolors.createColors(false);
const text = (found: Counterexample, file?: string): string =>
  explanationText(explanationOf(found, rules, file), plain);
const markdown = (found: Counterexample): string => explanationMarkdown(explanationOf(found, rules, 'x.json'));

const changed = (change: Partial<Counterexample['deviation']>): Counterexample => ({
  ...COUNTEREXAMPLE,
  deviation: { ...COUNTEREXAMPLE.deviation, ...change },
});

describe('what is allowed', () => {
  const [difference] = COUNTEREXAMPLE.deviation.differences;

  test('stands in one line when nobody says why', () => {
    const found = changed({ differences: [{ ...difference, because: [] }] });
    expect(text(found)).toContain('    return     allowed are only: 1  got: 3\n');
  });

  test('comes with how each value comes about', () => {
    const because = ['the direct byte, for the flush failed', 'the flush failed before any byte'];
    const found = changed({ differences: [{ ...difference, allowed: ['1', 'EIO'], because }] });
    expect(text(found)).toContain(`
    return     got: 3
               allowed are only:
                 1
                   the direct byte, for the flush failed
                 EIO
                   the flush failed before any byte
`);
    expect(markdown(found)).toContain('| return | 3 | 1 | the direct byte, for the flush failed |\n|  |  | EIO |');
  });

  test('is wrapped, but never inside the arguments of a callee', () => {
    const steps = Array.from({ length: 12 }, (_, i) => `flush(${i}, ${i + 1000})`).join(' ');
    const found = changed({
      differences: [{ ...difference, observable: 'order', allowed: [steps], because: [], got: steps }],
    });
    const lines = text(found).split('\n').slice(1);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.filter((line) => /flush\(\d+,$/.test(line))).toEqual([]);
  });
});

test('a rule that the model does not have is only named', () => {
  const found = changed({ rule: 'gone' });
  expect(explanationOf(found, rules).rule).toEqual({
    id: 'gone',
    title: null,
    strength: null,
    source: null,
    why: null,
  });
  expect(text(found)).not.toContain('null');
});

test('a deviating call that was not observed still has a story', () => {
  const found = { ...COUNTEREXAMPLE, observation: { ...COUNTEREXAMPLE.observation, calls: [] } };
  expect(text(found)).toContain('>  1  write(fd0, source1, 3)\n');
});

test('without a file nothing is said about what to type', () => {
  expect(explanationOf(COUNTEREXAMPLE, rules).next).toEqual([]);
  expect(text(COUNTEREXAMPLE, "it's here/x.json")).toContain("woe replay 'it'\\''s here/x.json' ");
});

test('colours change nothing but the colours', () => {
  const coloured = explanationText(explanationOf(COUNTEREXAMPLE, rules), picocolors.createColors(true));
  expect(coloured).toContain('\u001b[31m');
  // eslint-disable-next-line no-control-regex
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text(COUNTEREXAMPLE));
});

describe('what comes from a target', () => {
  const hostile = HOSTILE.counterexamples[0];

  test('holds no control character in any format', () => {
    const texts = [text(hostile), markdown(hostile), explanationJson(explanationOf(hostile, rules))];
    // eslint-disable-next-line no-control-regex
    for (const one of texts) expect(one).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(explanationOf(hostile, rules).target).toBe('\\u001b[31mred');
  });

  test('is no markup in Markdown, and breaks out of no fence', () => {
    const found = { ...changed({ path: ['```', '# heading'] }), target: '<img src=x> [a](b) | *c* @d `e`' };
    const lines = markdown(found).split('\n');
    expect(lines[0]).toContain('\\<img src=x\\> \\[a\\](b) \\| \\*c\\* \\@d \\`e\\`');
    const fence = lines.indexOf('````');
    expect(lines.slice(fence, fence + 4)).toEqual(['````', '```', '# heading', '````']);
  });
});
