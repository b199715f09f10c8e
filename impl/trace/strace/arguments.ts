const OPENING = '([{';
const CLOSING = ')]}';

/** The arguments of a call as they stand in the text, and where the text behind its closing parenthesis begins. */
export interface Arguments {
  readonly list: readonly string[];
  /** Index of what follows the `)`; -1 if there is none, as in an unfinished call. */
  readonly end: number;
}

/** Splits at the commas of the outermost level; `from` = index behind the opening parenthesis. Nests at most 64 deep. */
export function argumentsOf(text: string, from: number): Arguments {
  const list: string[] = [];
  let begin = from;
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"') i = quotedEnd(text, i);
    else if (c === '<' && isDescriptor(text, i)) i = angledEnd(text, i);
    else if (OPENING.includes(c)) depth++;
    else if (c === ')' && depth === 0) {
      push(list, text.slice(begin, i));
      return { list, end: i + 1 };
    } else if (CLOSING.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      push(list, text.slice(begin, i));
      begin = i + 1;
    }
  }
  push(list, text.slice(begin));
  return { list, end: -1 };
}

function push(list: string[], argument: string): void {
  const trimmed = argument.trim();
  if (trimmed !== '') list.push(trimmed);
}

/** Index of the quote that ends the string which begins at `from`; the end of the text if there is none. */
export function quotedEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/** `3</tmp/x>`, `AT_FDCWD</tmp>`: the angle stands behind a descriptor. */
const isDescriptor = (text: string, at: number): boolean => /[0-9D]/.test(text[at - 1] ?? '');

/**
 * Index of the angle that ends what begins at `from`. A path escapes its own angles, so only those of -yy nest; an
 * address in brackets may hold an arrow.
 */
function angledEnd(text: string, from: number): number {
  const isPath = text[from + 1] === '/';
  let depth = 0;
  let brackets = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (!isPath && c === '[') brackets++;
    else if (!isPath && c === ']') brackets--;
    else if (brackets > 0) continue;
    else if (c === '<') depth++;
    else if (c === '>' && --depth === 0) return i;
  }
  return text.length;
}
