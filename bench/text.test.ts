import { expect, test } from '@jest/globals';
import { aimText, isMet, numberText, tableText } from './text.js';

test.each([
  [0, '0'],
  [0.0123456, '0.0123'],
  [0.3339, '0.334'],
  [1, '1.00'],
  [9.996, '10.0'],
  [45.67, '45.7'],
  [999.6, '1,000'],
  [1_234_567, '1,230,000'],
  [-2.5, '-2.50'],
  [Infinity, 'Infinity'],
])('%d is written as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('an aim is met at its bound and missed beyond it', () => {
  const aim = { what: 'a / b', unit: 'x', got: 2 };
  expect(isMet({ ...aim, atLeast: 2 })).toBe(true);
  expect(isMet({ ...aim, atLeast: 2.01 })).toBe(false);
  expect(isMet({ ...aim, atMost: 2 })).toBe(true);
  expect(isMet({ ...aim, atMost: 1.99 })).toBe(false);
  expect(isMet({ ...aim, got: NaN, atLeast: 0 })).toBe(false);
});

test('an aim says what was got, what was aimed at, and whether it was met', () => {
  expect(aimText({ what: 'a / b', unit: 'x', got: 51.23, atLeast: 50 })).toBe('a / b: 51.2x, aim at least 50.0x: met');
  expect(aimText({ what: 'time', unit: ' ms', got: 30, atMost: 20 })).toBe(
    'time: 30.0 ms, aim at most 20.0 ms: MISSED',
  );
});

test('a table has a line for each contender, aim and note', () => {
  const measured = [
    { name: 'own', what: 'ours', median: 1_500_000, lowest: 1_400_000, highest: 1_600_000, rounds: 5 },
    { name: 'other', what: 'theirs', median: 37_000, lowest: 36_000, highest: 38_000, rounds: 5 },
  ];
  const aims = [{ what: 'own / other', unit: 'x', got: 40.5, atLeast: 10 }];
  expect(tableText({ title: 'Writes', unit: 'writes/s', measured, aims, notes: ['a note'] })).toEqual([
    'Writes',
    '          writes/s                  spread',
    '  own    1,500,000  1,400,000 to 1,600,000  ours',
    '  other     37,000        36,000 to 38,000  theirs',
    '  own / other: 40.5x, aim at least 10.0x: met',
    '  a note',
  ]);
});
