import { expect, test } from '@jest/globals';
import { DISTINCT_CALLS, sourceBytes } from '../../contract/index.js';
import { describeContent } from './content.js';

test('calls that share a tag are told apart where one write ends and the other begins', () => {
  const [early, late] = [1, 1 + DISTINCT_CALLS];
  for (let seed = 0; seed < 200; seed++) {
    // The late write covers the middle of the early one.
    const bytes = sourceBytes(seed, early, 0, 3000).slice();
    bytes.set(sourceBytes(seed, late, 0, 1000), 1000);
    const placed = [
      { call: early, start: 0, length: 3000 },
      { call: late, start: 1000, length: 1000 },
    ];
    expect(describeContent(seed, bytes, 0, placed)).toEqual([
      { from: 0, to: 1000, source: early },
      { from: 1000, to: 2000, source: late },
      { from: 2000, to: 3000, source: early },
    ]);
  }
});
