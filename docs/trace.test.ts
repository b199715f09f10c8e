import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { TRACE_CALL_NAMES } from '../contract/trace.js';
import { TRACE_RULES } from '../model/trace/index.js';

const read = (path: string): string => readFileSync(resolve(__dirname, path), 'utf8');
const PAGE = read('trace.md');

test('the example of docs/trace.md is the one that is checked', () => {
  expect(PAGE).toContain(`\`\`\`\n${read('../fixtures/traces/example.ndjson')}\`\`\``);
});

test('docs/trace.md names every rule that a trace is judged by, and no other', () => {
  const named = [...PAGE.matchAll(/^\| `([a-z-]+)` .*/gm)].map(([, id]) => id).filter((id) => id.includes('-'));
  expect([...named, 'caller-retries-short-write'].sort()).toEqual(TRACE_RULES.map(({ id }) => id).sort());
});

test('docs/trace.md describes every call of the format', () => {
  const [, table] = /^\| call .*\n\| -.*\n((?:\|.*\n)+)/m.exec(PAGE) ?? [];
  const described = [...table.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell]) => cell.replaceAll('`', '').split(', '));
  expect(described.sort()).toEqual([...TRACE_CALL_NAMES].sort());
});
