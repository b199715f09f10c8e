import { describe, expect, it } from '@jest/globals';
import { rootFolder } from '../root.js';
import { judges, likeliestFirst } from './judges.js';

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
  });

  it('are, when asked for, only those below a path', () => {
    expect(judges(rootFolder(), 'model/oracle/file/')).toEqual(
      files.filter((file) => file.startsWith('model/oracle/file/')),
    );
    expect(() => judges(rootFolder(), 'impl/disk')).toThrow(
      'MUTATION_JUDGES: expected how the path of a judge begins, got "impl/disk"; e.g. model/oracle/file',
    );
  });

  it('are asked from near to far, and the slow ones after all others', () => {
    const order = likeliestFirst(files, 'model/oracle/iter.ts', []);
    const placeOf = (file: string): number => order.indexOf(file);
    expect(order.toSorted()).toEqual(files.toSorted());
    expect(placeOf('model/oracle/iter.test.ts')).toBeLessThan(placeOf('model/diff.test.ts'));
    expect(placeOf('model/diff.test.ts')).toBeLessThan(placeOf('impl/reference/core.test.ts'));
    expect(placeOf('impl/reference/core.test.ts')).toBeLessThan(placeOf('model/machine/compile.test.ts'));
    expect(placeOf('model/machine/compile.test.ts')).toBeLessThan(placeOf('properties/judges/kit.judge.ts'));
  });

  it('who noticed other changes of the source are asked before all others', () => {
    const killers = ['properties/judges/kit.judge.ts', 'docs/generated.test.ts'];
    const order = likeliestFirst(files, 'model/oracle/iter.ts', killers);
    expect(order.slice(0, 2)).toEqual(killers);
    expect(order.toSorted()).toEqual(files.toSorted());
    expect(likeliestFirst(['model/diff.test.ts'], 'model/oracle/iter.ts', killers)).toEqual(['model/diff.test.ts']);
  });
});
