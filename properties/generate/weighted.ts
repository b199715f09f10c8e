import fc from 'fast-check';

/** One of the values, as often as its weight says. One draw, so it is quicker than fc.oneof of constants. */
export const weighted = <T>(table: readonly (readonly [value: T, weight: number])[]): fc.Arbitrary<T> =>
  fc.constantFrom(...table.flatMap(([value, weight]) => Array<T>(weight).fill(value)));
