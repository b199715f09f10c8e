import { describe, expect, it } from '@jest/globals';
import type { Call, KnownDeviation, Scenario } from '../../contract/index.js';
import { MUTANT_LOOKUP } from '../../fixtures/mutants/index.js';
import { check } from '../check.js';
import { distinctKeyAmong } from '../search/distinct.js';
import { isKnownAs, type Met } from './is-known.js';

const LINE: KnownDeviation = {
  rule: 'content-written-bytes',
  observable: 'content',
  direction: 'other',
  when: ['direct', 'badSegment'],
  reason: 'zeros are stored',
};
const GOOD = [{ length: 512, readable: 512 }];
const BAD = [...GOOD, { length: 512, readable: 0 }];
const open = (fd: number, ...flags: Extract<Call, { call: 'open' }>['flags']): Call => ({ call: 'open', fd, flags });
const write = (fd: number, segments: typeof GOOD): Call => ({ call: 'writev', fd, segments });
const READ: Call = { call: 'pread', fd: 0, length: 512, position: 0 };

/** A wrong content that the last of these calls read. */
const met = (...calls: Call[]): Met => ({
  scenario: { level: 'file', calls } as unknown as Scenario,
  deviation: {
    rule: 'content-written-bytes',
    call: calls.indexOf(READ),
    leaves: [],
    differences: [{ observable: 'content', direction: 'other', allowed: ['w'], got: 'X', because: ['it was written'] }],
    struck: [],
    path: [],
  },
});

describe('a known deviation that needs a write of some kind', () => {
  it.each<[string, Met, boolean]>([
    ['one write has all traits', met(open(0, 'O_RDWR', 'O_DIRECT'), write(0, BAD), READ), true],
    ['through a duplicate', met(open(0, 'O_DIRECT'), { call: 'dup', fd: 0, as: 1 }, write(1, BAD), READ), true],
    ['the traits are spread over two', met(open(0, 'O_DIRECT'), open(1), write(0, GOOD), write(1, BAD), READ), false],
    ['the write comes after it', met(open(0, 'O_DIRECT'), READ, write(0, BAD)), false],
    ['none has them', met(open(0, 'O_RDWR'), write(0, GOOD), READ), false],
  ])('%s', (_, found, expected) => {
    expect(isKnownAs(found, LINE)).toBe(expected);
  });

  it('does not hide what shows the same without such a write', () => {
    const known = met(open(0, 'O_DIRECT'), write(0, BAD), READ);
    const other = met(open(0, 'O_DIRECT'), write(0, GOOD), READ);
    const keys = [known, other].map((found) => distinctKeyAmong(found, 'symptom', [LINE]));
    expect(new Set(keys).size).toBe(2);
    expect(distinctKeyAmong(known, 'symptom')).toBe(distinctKeyAmong(other, 'symptom'));
  });
});

describe('a check with such a line', () => {
  const checked = (when: KnownDeviation['when']) => {
    const target = MUTANT_LOOKUP.find('ki-pos-runs-ahead', 'linux-4.x');
    if (!target) throw new Error('no such mutant');
    const rule = 'pos-flush-error-stays-at-direct';
    const line: KnownDeviation = { rule, observable: 'offset', direction: 'more', when, reason: 'the flush fails' };
    return check({ target, levels: ['iter'], runs: 100, known: { lines: [line], stale: 'warn' } });
  };

  it('passes where the bug needs such a write', async () => {
    expect(await checked(['direct'])).toMatchObject({ verdict: 'conformant', known: [{ state: 'happens' }] });
  });

  it('fails where it does not: the smallest scenario has no such write', async () => {
    const { verdict, reasons } = await checked(['direct', 'append']);
    expect(verdict).toBe('deviating');
    expect(reasons.join()).toContain('pos-flush-error-stays-at-direct');
  });
});
