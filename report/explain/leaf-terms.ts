/** What the letters in a leaf of the decision table stand for. */
export const LEAF_TERMS = 'N bytes offered, d written directly, f by the buffered write or the fallback, e an errno';
