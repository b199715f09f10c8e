import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { UsageError, parse, parseJson, preview } from './parse.js';

const schema = z.strictObject({ count: z.number().int().min(0), names: z.array(z.enum(['EIO', 'ENOSPC'])) });

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('parse', () => {
  test('accepts what fits and hands it back', () => {
    const value = { count: 3, names: ['EIO'] };
    expect(parse(schema, value, 'x.json')).toEqual(value);
    expect(parseJson(schema, JSON.stringify(value), 'x.json')).toEqual(value);
  });

  test('says in one line where, what was expected and what came', () => {
    const bad: [string, unknown][] = [
      ['negative', { count: -1, names: [] }],
      ['missing', { names: [] }],
      ['unknown key', { count: 0, names: [], more: 1 }],
      ['deep', { count: 0, names: ['EIO', 'EWHAT'] }],
      ['null', null],
      ['a string with control characters', 'red \u001b[31m alert'],
      ['a very long string', 'x'.repeat(500)],
    ];
    const messages = bad.map(([name, value]) => `${name} -> ${refusal(() => parse(schema, value, 'x.json'))}`);
    for (const message of messages) expect(message).not.toMatch(/\n/);
    expect(messages.join('\n')).toMatchSnapshot();
  });

  test('text that is not JSON is refused by its name', () => {
    expect(refusal(() => parseJson(schema, '{"count": 1', 'torn.json'))).toMatch(/^torn\.json: not JSON: /);
  });
});

describe('preview', () => {
  test.each([
    [-0, '-0'],
    [NaN, 'NaN'],
    [2n ** 60n, '1152921504606846976'],
    [undefined, 'undefined'],
    [() => 0, 'a function'],
    ['\u001b]0;owned\u0007', '"\\u001b]0;owned\\u0007"'],
    ['\u009b31m', '"\\u009b31m"'],
    ['abc\u202edef', '"abc\\u202edef"'],
    [Symbol('s'), 'symbol'],
    [{ a: 1n }, 'a object that is not plain data'],
  ])('%p is shown as printable text', (value, text) => expect(preview(value)).toBe(text));

  test('is at most 80 characters long', () => {
    expect(preview('y'.repeat(1000))).toHaveLength(80);
  });
});
