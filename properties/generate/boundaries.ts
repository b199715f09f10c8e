import fc from 'fast-check';

/**
 * Numbers of bytes that hit boundaries on purpose: 0, 1, sector, page, the given marks, and their neighbours.
 * fast-check's own integers find a power of two only by luck.
 */
export function boundaryBytes(
  range: { min: number; max: number },
  marks: readonly number[] = [],
): fc.Arbitrary<number> {
  const near = [0, 512, 1024, 4096, 8192, 16384, ...marks].flatMap((mark) => [mark - 1, mark, mark + 1]);
  const inRange = [...new Set([range.min, range.min + 1, range.max, ...near])]
    .filter((bytes) => bytes >= range.min && bytes <= range.max)
    .sort((a, b) => a - b);
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...inRange) }, { weight: 1, arbitrary: fc.integer(range) });
}
