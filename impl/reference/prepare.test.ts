import { describe, expect, test } from '@jest/globals';
import { prepared, runs } from './testbed.js';

describe('a file at file level', () => {
  test('shows the content that was asked for', () => {
    const { file, fd } = prepared();
    expect(runs(file.read(fd, 99999, 0))).toEqual([[1, 16384]]);
  });
});
