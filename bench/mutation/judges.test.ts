import { describe, expect, it } from '@jest/globals';
import { rootFolder } from '../root.js';
import { judges, nearestFirst } from './judges.js';

describe('judges', () => {
  const files = judges(rootFolder());

  it('are the tests of both rooms, of the pages and of the traces, and the suite', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'docs/generated.test.ts',
        'impl/reference/core.test.ts',
        'model/leaves/table.test.ts',
        'properties/trace/rules.test.ts',
        'properties/judges/kit.judge.ts',
      ]),
    );
    expect(new Set(files).size).toBe(files.length);
  });

  it('are not what needs other processes, nor the tests of other rooms', () => {
    expect(files.filter((file) => /\.e2e\.ts$|^(cli|report|contract|impl\/disk)\//.test(file))).toEqual([]);
    expect(files).not.toContain('properties/mutants.test.ts');
  });
});

it('takes the nearest first, and else keeps the order', () => {
  expect(nearestFirst(['docs/a', 'impl/reference/b', 'model/c', 'model/oracle/d'], 'model/oracle/iter.ts')).toEqual([
    'model/oracle/d',
    'model/c',
    'docs/a',
    'impl/reference/b',
  ]);
});
