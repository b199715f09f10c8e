import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tablesMarkdown } from './markdown.js';
import type { Machine } from './machine.js';
import { rootFolder } from './root.js';
import type { Table } from './row.js';

export const PAGE = 'performance.md';
/** Pads the tables. */
const PRETTIER = ['node_modules', 'prettier', 'bin', 'prettier.cjs'];
const BEGIN = '<!-- bench: begin, written by `npm run bench -- --write` -->';
const END = '<!-- bench: end -->';

export const docsFolder = (): string => join(rootFolder(), 'docs');

/** The page with another text between its marks. Throws when it has no marks. */
export function withGenerated(page: string, text: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE}: expected the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
}

/** Puts the tables into the page and the pictures beside it. Returns the names of the files in `docs/`. */
export async function writePage(docs: string, machine: Machine, tables: readonly Table[]): Promise<string[]> {
  const path = join(docs, PAGE);
  const page = withGenerated(readFileSync(path, 'utf8'), tablesMarkdown(machine, tables));
  writeFileSync(path, page);
  execFileSync(process.execPath, [join(rootFolder(), ...PRETTIER), '--write', path], { stdio: 'pipe' });
  const written = [PAGE];
  for (const { picture } of tables)
    if (picture) {
      writeFileSync(join(docs, picture.file), await picture.draw());
      written.push(picture.file);
    }
  return written;
}
