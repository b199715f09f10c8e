import { expect, test } from '@jest/globals';
import { payloadOf } from './progress.js';

const PROGRESS = {
  level: 'iter',
  phase: 'sweep',
  done: 200,
  total: 400,
  deviations: 0,
  found: 0,
  calls: 300,
  covered: 7,
} as const;

test.each([
  [0, '-'],
  [0.01, '-'],
  [99, '-'],
  [100, 3000],
  [2000, 150],
])('after %d ms the rate is %s', (ms, rate) => {
  expect(payloadOf(PROGRESS, ms)).toMatchObject({ rate, found: 0, covered: 7 });
});
