/** A sum of names, whole numbers and negated names, e.g. `['kiPos', '-pos', 1]`: for code and for other languages. */
export type Expression = readonly (string | number)[];

/** The value of an expression. `valueOf` gives that of a name. */
export function evaluate(expression: Expression, valueOf: (name: string) => number): number {
  let sum = 0;
  for (const term of expression) {
    if (typeof term === 'number') sum += term;
    else if (term.startsWith('-')) sum -= valueOf(term.slice(1));
    else sum += valueOf(term);
  }
  return sum;
}

/** `kiPos - pos + 1`; `nameOf` gives what a name is called there. */
export function expressionText(expression: Expression, nameOf: (name: string) => string): string {
  let text = '';
  for (const term of expression) {
    const negative = typeof term === 'number' ? term < 0 : term.startsWith('-');
    const word = typeof term === 'number' ? String(Math.abs(term)) : nameOf(negative ? term.slice(1) : term);
    if (text === '') text = negative ? `-${word}` : word;
    else text += negative ? ` - ${word}` : ` + ${word}`;
  }
  return text === '' ? '0' : text;
}
