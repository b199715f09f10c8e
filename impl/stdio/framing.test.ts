import { describe, expect, jest, test } from '@jest/globals';
import { UsageError } from '../../contract/parse.js';
import { familyOf } from '../target.js';
import { execName } from './index.js';
import { joinCommand, splitCommand } from './command-line.js';
import { escapeBytes } from './escape-bytes.js';
import { LastLines } from './last-lines.js';
import { LineReader } from './line-reader.js';

/** What a reader makes of these chunks. */
function read(chunks: readonly string[], maxBytes = 1000): { lines: string[]; tooLong: string[]; rest: string } {
  const lines: string[] = [];
  const tooLong: string[] = [];
  const reader = new LineReader(
    maxBytes,
    (line) => lines.push(line.toString()),
    (start) => tooLong.push(start.toString()),
  );
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return { lines, tooLong, rest: reader.rest.toString() };
}

describe('LineReader', () => {
  test.each<[string, string[], string[], string]>([
    ['several lines in a chunk', ['a\nbb\n\nc\n'], ['a', 'bb', '', 'c'], ''],
    ['a line over several chunks', ['on', 'e', '\ntwo\nthr'], ['one', 'two'], 'thr'],
    ['a newline of its own', ['one', '\n', 'two', '\n'], ['one', 'two'], ''],
    ['nothing', [''], [], ''],
  ])('%s', (_, chunks, lines, rest) => {
    expect(read(chunks)).toEqual({ lines, tooLong: [], rest });
  });

  test('a line is as long as allowed with its newline, and not a byte longer', () => {
    expect(read(['abc\n'], 4)).toEqual({ lines: ['abc'], tooLong: [], rest: '' });
    expect(read(['abcd\n'], 4).tooLong).toEqual(['abcd\n']);
    expect(read(['ab', 'cd'], 4).tooLong).toEqual(['abcd']);
    expect(read(['ab', 'cd\n'], 4).tooLong).toEqual(['abcd\n']);
  });

  test('after a line that is too long nothing is read any more', () => {
    expect(read(['abcdef', 'x\n', 'y\n'], 4)).toEqual({ lines: [], tooLong: ['abcdef'], rest: '' });
  });

  test('a long line in small chunks is joined once', () => {
    const concat = jest.spyOn(Buffer, 'concat');
    const { lines } = read([...Array<string>(2000).fill('x'.repeat(16)), '\n'], 1 << 24);
    expect(lines[0]).toHaveLength(32_000);
    // Joined anew with each chunk it would be a thousand times as much.
    const joined = concat.mock.calls.flatMap(([parts]) => [...parts]).reduce((sum, { length }) => sum + length, 0);
    concat.mockRestore();
    expect(joined).toBe(32_000);
  });
});

describe('LastLines', () => {
  test('keeps the last 20, and the one that has no end', () => {
    const last = new LastLines();
    for (let i = 0; i < 100; i++) last.push(Buffer.from(`line ${i}\r\n`));
    expect(last.all).toHaveLength(20);
    expect(last.all[0]).toBe('line 80');
    last.push(Buffer.from('unfin'));
    last.push(Buffer.from('ished'));
    expect(last.all).toHaveLength(20);
    expect(last.all.at(-1)).toBe('unfinished');
  });

  test('cuts a line that never ends', () => {
    const last = new LastLines();
    for (let i = 0; i < 1000; i++) last.push(Buffer.from('x'.repeat(999)));
    expect(last.all).toEqual(['x'.repeat(500)]);
  });
});

describe('escapeBytes', () => {
  test.each([
    ['plain "text"', 'plain "text"'],
    ['\u001b[2J\u0000', '\\x1b[2J\\x00'],
    ['\u00e9', '\\xc3\\xa9'],
    ['back\\slash', 'back\\\\slash'],
  ])('%j', (text, escaped) => expect(escapeBytes(Buffer.from(text))).toBe(escaped));

  test('is cut', () => expect(escapeBytes(Buffer.alloc(1000, 'a'))).toBe(`${'a'.repeat(160)}... (840 more bytes)`));
});

describe('splitCommand', () => {
  test.each<[string, string[]]>([
    ['python3 driver.py --flag', ['python3', 'driver.py', '--flag']],
    ["  a   'b c'  ", ['a', 'b c']],
    [`"a b"c'd e'`, ['a bcd e']],
    [`a "" ''`, ['a', '', '']],
    [`a\\ b c\\"d`, ['a b', 'c"d']],
    [`C:\\bin\\driver.exe x`, ['C:\\bin\\driver.exe', 'x']],
    [`a '$HOME' "*" ; | >`, ['a', '$HOME', '*', ';', '|', '>']],
  ])('%s', (text, words) => expect(splitCommand(text)).toEqual(words));

  test.each([`a 'b`, `a "b`, '', '   '])('%j is refused', (text) => {
    expect(() => splitCommand(text)).toThrow(UsageError);
    expect(() => splitCommand(text)).toThrow(/example: exec:/);
  });

  test.each([[['a', 'b c', '', "it's", '"', '\\', `'"\\ `, 'x\ty', '$HOME', 'C:\\dir\\']]])(
    'takes apart what joinCommand put together',
    (words) => expect(splitCommand(joinCommand(words))).toEqual(words),
  );

  test('a command that ends with a script is no module', () => {
    expect(familyOf(execName(['node', './driver.js']))).toEqual({ family: 'exec', id: 'node ./driver.js' });
  });
});
