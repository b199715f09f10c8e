import { describe, expect, it, jest } from '@jest/globals';
import { LACKS, type Lack, type MountedFile, type PreparedFile, type Target } from '../contract/index.js';
import { createReference } from '../impl/reference/target.js';
import { check } from './check.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const MEMBER: Partial<Record<Lack, (keyof MountedFile)[]>> = {
  offset: ['lseek'],
  truncate: ['ftruncate'],
  sync: ['fsync', 'fdatasync'],
};

/** The reference at `file` level, in which what it says to lack ends the run as a crash. */
function lacking(...lacks: Lack[]): Target {
  const { file, ...rest } = createReference();
  if (!file) throw new Error('the reference has no file level');
  const refused = (member: string) => () => {
    throw new Error(`${member} was called`);
  };
  return {
    ...rest,
    iter: undefined,
    disk: undefined,
    file: {
      ...file,
      lacks,
      async prepare(...args) {
        const prepared = (await file.prepare(...args)) as PreparedFile & Record<string, unknown>;
        for (const member of lacks.flatMap((lack) => MEMBER[lack] ?? [])) prepared[member] = refused(member);
        return prepared;
      },
    },
  };
}

const run = (...lacks: Lack[]) => check({ target: lacking(...lacks), runs: 200 });

describe('a target whose API lacks something', () => {
  it.each([[['offset']], [['truncate', 'sync']], [[...LACKS]]] as Lack[][][])(
    'is not asked for it, and is not blamed for what it can not show: %s',
    async (lacks) => {
      const result = await run(...lacks);
      expect(result.misbehaviour).toBeUndefined();
      expect([result.verdict, result.reasons]).toEqual(['conformant', []]);
    },
  );

  it.each([
    ['offset', 'offset-follows-count', 'the target has no lseek: the offset is hidden'],
    ['offset', 'lseek-sets-offset', 'the target has no lseek: the offset is hidden'],
    ['sync', 'fsync-tells-the-truth', 'the target has no fsync'],
    ['access', 'checks-descriptor-not-writable', 'the target holds no descriptor to what it was opened for'],
    ['positions', 'pwrite-leaves-offset', 'the target has no pwrite'],
    ['truncate', 'truncate-sets-size', 'the target has no ftruncate'],
  ] as const)('without %s does not exercise %s, and says why', async (lack, id, reason) => {
    const { rules } = await run(lack);
    expect(rules.find((rule) => rule.id === id)).toMatchObject({ verdict: 'not exercised', exercised: 0, reason });
  });

  it('that tells no times does not show that they move', async () => {
    const { capabilities, ...rest } = lacking();
    const target = { ...rest, capabilities: capabilities.filter((capability) => capability !== 'times') };
    const { rules } = await check({ target, runs: 100 });
    const reason = 'the target lacks the capability times';
    expect(rules.find(({ id }) => id === 'time-moves-with-data')).toMatchObject({ verdict: 'not exercised', reason });
  });

  it('is found out all the same when its pwrite moves the hidden offset, by where the next bytes land', async () => {
    const { file, ...rest } = createReference();
    if (!file) throw new Error('the reference has no file level');
    const moving: Target = {
      ...rest,
      iter: undefined,
      disk: undefined,
      file: {
        ...file,
        lacks: ['offset'],
        async prepare(...args) {
          const prepared = await file.prepare(...args);
          const write = prepared.write.bind(prepared);
          prepared.write = (fd, segments, position) => {
            const ret = write(fd, segments, position);
            if (position !== null && typeof ret === 'number') void prepared.lseek(fd, position + ret, 'SEEK_SET');
            return ret;
          };
          return prepared;
        },
      },
    };
    const result = await check({ target: moving, runs: 100 });
    const rules = new Set(result.counterexamples.map(({ deviation }) => deviation.rule));
    expect([...rules]).toContain('content-written-bytes');
  });
});
