import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rootFolder } from '../root.js';

const WOE = join(rootFolder(), 'dist', 'cli', 'woe.js');

/** Packages that the built command has loaded when it ends. */
function loadedBy(...words: string[]): string[] {
  const script = `
    process.argv = [process.argv[0], ${JSON.stringify(WOE)}, ...${JSON.stringify(words)}];
    process.stdout.write = () => true;
    process.on('exit', () => require('fs').writeSync(1, JSON.stringify(Object.keys(require.cache))));
    require(${JSON.stringify(WOE)});`;
  const files = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as string[];
  const packages = files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(packages)].sort();
}

test('help loads no more than what it prints with', () => {
  expect(loadedBy('--help')).toEqual(['commander', 'picocolors']);
});

test('a command that needs the model loads it', () => {
  expect(loadedBy('model')).toContain('xstate');
});
