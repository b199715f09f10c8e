/** One cell: its text, and how to paint it once it is padded (colour codes have no width). */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  /** @default 'left' */
  readonly align?: 'left' | 'right';
}

/** Rows as lines of aligned columns, two spaces apart, without trailing blanks. Rows may differ in length. */
export function columns(rows: readonly (readonly Cell[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.text.length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => {
      const last = i === row.length - 1;
      const width = last && cell.align !== 'right' ? 0 : widths[i];
      const padded = cell.align === 'right' ? cell.text.padStart(width) : cell.text.padEnd(width);
      return cell.paint && cell.text !== '' ? cell.paint(padded) : padded;
    });
    return (indent + cells.join('  ')).trimEnd();
  });
}
