/** The words that are most like `typed`, best first: those it is a part of, then those a few slips away. */
export function nearest(typed: string, words: readonly string[], most = 2): string[] {
  const slips = words
    .map((word) => ({ word, distance: distance(typed, word) }))
    .filter(({ word, distance: d }) => d <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .map(({ word }) => word);
  const containing = typed.length >= 3 ? words.filter((word) => word.includes(typed)) : [];
  return [...new Set([...containing, ...slips])].slice(0, most);
}

/** ` (did you mean a or b?)`, or nothing. */
export function didYouMean(typed: string, words: readonly string[]): string {
  const near = nearest(typed, words);
  return near.length > 0 ? ` (did you mean ${near.join(' or ')}?)` : '';
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    above = row;
  }
  return above[b.length];
}
