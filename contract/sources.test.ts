import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DISTINCT_CALLS, VIEW_LIMIT, sourceBytes, tagOf } from './sources.js';

const seed = fc.integer({ min: 0, max: 0xffffffff });
const source = fc.oneof(fc.constant('initial' as const), fc.nat({ max: 1000 }));
const from = fc.oneof(fc.nat({ max: 1 << 20 }), fc.integer({ min: 65530, max: 65540 }), fc.constant(2 ** 40 + 3));

describe('sources', () => {
  test('byte i is a function of seed, source and i alone, however it is asked for', () => {
    fc.assert(
      fc.property(seed, source, from, fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (s, k, at, length, inside) => {
        const whole = sourceBytes(s, k, at, length + inside + 1);
        const part = sourceBytes(s, k, at + inside, length + 1);
        return Buffer.compare(whole.subarray(inside), part) === 0;
      }),
    );
  });

  test.each([VIEW_LIMIT - 1, VIEW_LIMIT, VIEW_LIMIT + 1, VIEW_LIMIT * 2 + 777])(
    'a request of %i bytes reads as its pieces do',
    (length) => {
      const whole = sourceBytes(3, 5, 12345, length);
      expect(whole).toHaveLength(length);
      for (let at = 0; at < length; at += 4096) {
        const piece = sourceBytes(3, 5, 12345 + at, Math.min(4096, length - at));
        expect(Buffer.compare(whole.subarray(at, at + piece.length), piece)).toBe(0);
      }
    },
  );

  test('a single byte names its source: hole, initial and the first calls have distinct tags', () => {
    const tags = (['hole', 'initial', ...Array.from({ length: DISTINCT_CALLS }, (_, k) => k)] as const).map(tagOf);
    expect(new Set(tags).size).toBe(2 + DISTINCT_CALLS);
    expect(tagOf(DISTINCT_CALLS)).toBe(tagOf(0));
    for (const byte of sourceBytes(9, 4, 100, 300)) expect(byte >> 4).toBe(tagOf(4));
  });

  test('a hole reads as zeros', () => {
    expect(sourceBytes(1, 'hole', 7, 64)).toEqual(new Uint8Array(64));
  });

  test('a shift by 1 to 8192 bytes shows within one sector', () => {
    const bytes = sourceBytes(1, 0, 0, 512);
    for (const shift of [1, 2, 16, 512, 4096, 8192])
      expect(Buffer.compare(bytes, sourceBytes(1, 0, shift, 512))).not.toBe(0);
  });

  test('another seed gives other bytes', () => {
    expect(Buffer.compare(sourceBytes(1, 0, 0, 512), sourceBytes(2, 0, 0, 512))).not.toBe(0);
  });
});
