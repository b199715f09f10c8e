import { describe, expect, test } from '@jest/globals';
import { mismatch, runnableBlocks } from './runnable-blocks.js';

const page = (...lines: string[]): string => lines.join('\n');

describe('runnable blocks', () => {
  test('are the sh blocks, each with the text block that follows', () => {
    const markdown = page(
      '# A',
      '',
      '```sh',
      'a',
      'b',
      '```',
      '',
      '```text',
      'out',
      '```',
      '',
      '```js',
      'c',
      '```',
      '```sh exit=2',
      'd',
      '```',
    );
    expect(runnableBlocks(markdown)).toEqual([
      { line: 3, script: 'a\nb', exitCode: 0, expected: 'out' },
      { line: 15, script: 'd', exitCode: 2, expected: null },
    ]);
  });

  test('a text block after other words is not the output', () => {
    expect(runnableBlocks(page('```sh', 'a', '```', 'Then:', '', '```text', 'x', '```'))[0].expected).toBeNull();
  });

  test('a block that never ends is an error', () => {
    expect(() => runnableBlocks(page('```sh', 'a'))).toThrow('line 1');
  });
});

describe('mismatch', () => {
  test.each<[string, string]>([
    ['a\nb', 'a\nb\n'],
    ['a\n...', 'a\nb\nc\n'],
    ['...\nc', 'a\nb\nc\n'],
    ['a\n...\nc', 'a\nc\n'],
    ['x [..] (y)', 'x 12.5 s (y)\n'],
  ])('%j describes %j', (expected, actual) => expect(mismatch(expected, actual)).toBeNull());

  test.each<[string, string]>([
    ['a', 'b\n'],
    ['a', 'a\nb\n'],
    ['a\n...\nc', 'a\nb\n'],
    ['a.c', 'abc\n'],
    ['x [..] y', 'x 1\n2 y\n'],
  ])('%j does not describe %j', (expected, actual) => expect(mismatch(expected, actual)).toContain('got:'));
});
