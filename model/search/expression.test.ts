import { describe, expect, test } from '@jest/globals';
import { evaluate, expressionText, type Expression } from './expression.js';

const VALUES: Readonly<Record<string, number>> = { kiPos: 7, pos: 2 };

describe('an expression', () => {
  test.each<[Expression, number, string]>([
    [[], 0, '0'],
    [[3], 3, '3'],
    [[-3], -3, '-3'],
    [['kiPos'], 7, 'e.kiPos'],
    [['-kiPos'], -7, '-e.kiPos'],
    [['kiPos', '-pos', 1], 6, 'e.kiPos - e.pos + 1'],
    [['-pos', 'kiPos', -1], 4, '-e.pos + e.kiPos - 1'],
    [[0, 'pos'], 2, '0 + e.pos'],
    [[2, -3], -1, '2 - 3'],
  ])('%j is %d, and reads %s', (expression, value, text) => {
    expect(evaluate(expression, (name) => VALUES[name])).toBe(value);
    expect(expressionText(expression, (name) => `e.${name}`)).toBe(text);
  });
});
