/** Of the changes one in so many is judged, as MUTATION_ONE_IN says: a whole number from 1, which is all of them. */
export function oneInOf(text = '1'): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`MUTATION_ONE_IN: expected a whole number from 1 to 999999, got ${JSON.stringify(text)}; e.g. 8`);
}
