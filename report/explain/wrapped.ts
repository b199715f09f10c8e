/** Columns that a report keeps to where its words allow it. */
export const WIDTH = 100;

/** A word; one with its arguments, `flush(1, 2)`, stays whole. */
const WORD = /[^\s(]+\([^)]*\)\S*|\S+/g;

/** Text in lines of at most `width` characters, broken at blanks; a longer word stays whole. At least one line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(WORD) ?? []) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
