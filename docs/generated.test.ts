import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { GENERATED } from './generated.js';

test.each(Object.keys(GENERATED))('%s is what `npm run generate` writes', (path) => {
  const committed = readFileSync(resolve(__dirname, '..', path), 'utf8');
  // A plain comparison: a diff of a thousand lines would hide the remedy.
  if (committed !== GENERATED[path]()) throw new Error(`${path} is not current: run \`npm run generate\``);
  expect(committed.endsWith('\n')).toBe(true);
});
