import { expect, test } from '@jest/globals';
import { measure, measured, median } from './measure.js';

test('the median is the middle, or the mean of the two middles', () => {
  expect(median([3])).toBe(3);
  expect(median([1, 2, 9])).toBe(2);
  expect(median([1, 2, 4, 9])).toBe(3);
});

test('what was measured keeps the spread, in whatever order the rounds came', () => {
  expect(measured('a', 'b', [5, 1, 3])).toEqual({ name: 'a', what: 'b', median: 3, lowest: 1, highest: 5, rounds: 3 });
});

const contender = (name: string) => ({ name, what: `does ${name}`, run: (pass: number) => pass });

test('rounds are interleaved, each begins with another contender, and no pass is given twice', async () => {
  const turns: string[] = [];
  const rates = new Map([
    ['a', [1, 2]],
    ['b', [10, 20]],
    ['c', [5, 3]],
  ]);
  const result = await measure(
    [...rates.keys()].map(contender),
    { rounds: 2, turnMs: 100 },
    ({ name }, nextPass, ms, warmupMs) => {
      turns.push(`${name} ${nextPass()} ${nextPass()} ${ms} ${warmupMs}`);
      return rates.get(name)?.shift() ?? NaN;
    },
  );
  expect(turns).toEqual([
    'a 0 1 100 500',
    'b 0 1 100 500',
    'c 0 1 100 500',
    'b 2 3 100 0',
    'c 2 3 100 0',
    'a 2 3 100 0',
  ]);
  expect(result).toEqual([
    { name: 'a', what: 'does a', median: 1.5, lowest: 1, highest: 2, rounds: 2 },
    { name: 'b', what: 'does b', median: 15, lowest: 10, highest: 20, rounds: 2 },
    { name: 'c', what: 'does c', median: 4, lowest: 3, highest: 5, rounds: 2 },
  ]);
});

test('a contender whose check fails is not measured', async () => {
  const broken = (): number => {
    throw new Error('deviates');
  };
  await expect(measure([contender('a')], { rounds: 1, turnMs: 1 }, broken)).rejects.toThrow('deviates');
});
