import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { main } from './main.js';
import { tablesMarkdown } from './markdown.js';
import { machine } from './machine.js';
import { parseOptions } from './options.js';
import { docsFolder, PAGE, withGenerated } from './page.js';
import type { Table } from './row.js';
import { ROWS } from './rows.js';

const PAGE_TEXT = readFileSync(join(docsFolder(), PAGE), 'utf8');

const TABLE: Table = {
  title: 'Writes of some_name',
  unit: 'writes/s',
  measured: [{ name: 'own', what: 'ours | theirs', median: 1500, lowest: 1400, highest: 1600, rounds: 5 }],
  aims: [
    { what: 'own', got: 1500, atLeast: 1000, unit: '/s' },
    { what: 'other', got: 3, atMost: 2, unit: ' ms' },
  ],
  notes: ['a note'],
  picture: { file: 'writes.svg', draw: () => Promise.resolve('<svg/>\n') },
};

let docs = '';
beforeAll(() => {
  docs = mkdtempSync(join(tmpdir(), 'woe-bench-'));
});
afterAll(() => rmSync(docs, { recursive: true }));

test('a table as Markdown: picture, rows, aims met and missed, notes', async () => {
  const [, table] = tablesMarkdown(await machine(0), [TABLE]).split(/(?<=\.)\n\n(?=###)/);
  expect(table).toBe(
    [
      '### Writes of some_name',
      '![Writes of some_name](writes.svg)',
      '| | writes/s | spread | |\n| :-- | --: | --: | :-- |\n| own | 1,500 | 1,400 to 1,600 | ours \\| theirs |',
      '- ✓ own: 1,500/s, aim at least 1,000/s: met\n- ✗ other: 3.00 ms, aim at most 2.00 ms: MISSED',
      'a note',
    ].join('\n\n'),
  );
});

test('the page keeps what stands around its marks', () => {
  const once = withGenerated(PAGE_TEXT, 'SOME TEXT');
  expect(once).toContain('\n\nSOME TEXT\n\n');
  expect(once.split('SOME TEXT')[0]).toBe(PAGE_TEXT.slice(0, once.indexOf('SOME TEXT')));
  expect(withGenerated(once, 'OTHER')).toBe(withGenerated(PAGE_TEXT, 'OTHER'));
  expect(() => withGenerated('# A page', 'text')).toThrow('performance.md: expected the lines <!-- bench: begin');
});

test('--write puts tables and pictures into the folder', async () => {
  writeFileSync(join(docs, PAGE), PAGE_TEXT);
  let out = '';
  const row = { id: 'row', question: 'How fast?', measure: () => Promise.resolve([TABLE]) };
  const code = await main(
    ['--write'],
    [row],
    (text) => (out += text),
    (text) => (out += text),
    { docs, look: () => machine(0) },
  );
  expect(out).toContain('wrote docs/performance.md\n');
  expect(code).toBe(0);
  expect(readFileSync(join(docs, PAGE), 'utf8')).toContain('| own |');
  expect(readFileSync(join(docs, 'writes.svg'), 'utf8')).toBe('<svg/>\n');
});

test('--write wants every row', async () => {
  let err = '';
  const code = await main(
    ['--write', '--only', 'checked'],
    ROWS,
    () => undefined,
    (text) => (err += text),
    { docs },
  );
  expect(code).toBe(2);
  expect(err).toMatch(/^bench: --write: expected every row, got --only; .* e\.g\. npm run bench -- --write\n$/);
});

test('every command that the page names is one', () => {
  const commands = [...PAGE_TEXT.matchAll(/npm run (?:--silent )?bench(?: -- ([^`\n]*))?/g)].map(
    ([, words]) => words ?? '',
  );
  expect(commands.length).toBeGreaterThan(4);
  for (const words of commands.filter((each) => each !== '--help'))
    expect(() =>
      parseOptions(
        words.split(' ').filter((word) => word !== ''),
        ROWS,
        () => undefined,
      ),
    ).not.toThrow();
});
