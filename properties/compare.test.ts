import { describe, expect, it } from '@jest/globals';
import { UsageError, isWrite, type Scenario, type Target } from '../contract/index.js';
import { PARTS } from '../impl/reference/parts.js';
import { createReference } from '../impl/reference/target.js';
import { compare } from './compare.js';

const flagsOf = ({ calls }: Scenario): readonly string[] =>
  calls.flatMap((call) => (call.call === 'open' ? call.flags : []));

describe('comparing two targets', () => {
  it('shows the smallest scenario on which they differ, and what both observed', async () => {
    const { difference } = await compare({ a: 'reference', b: 'mutant:ki-pos-runs-ahead', runs: 0 });
    expect(difference).toMatchObject({
      level: 'iter',
      call: 1,
      what: 'file offset',
      observable: 'offset',
      a: '1',
      b: '2',
      also: [{ what: 'ki_pos', a: '1', b: '2' }],
      observations: { a: [{ index: 1, ret: 1, offset: 1 }], b: [{ index: 1, ret: 1, offset: 2 }] },
      scenario: { profile: 'linux-4.x', file: { size: 0 }, calls: [{ call: 'open' }, { segments: [{ length: 2 }] }] },
    });
    expect(difference?.scenario.calls.find(isWrite)?.script).toMatchObject({
      direct: { ret: 1 },
      perform: { ret: 1 },
      flush: { ret: 'EIO' },
    });
  });

  it('goes on to the next level where none differs at the first', async () => {
    const withoutDisk = (target: Target): Target => ({ ...target, disk: undefined });
    const failing = createReference({
      genericWriteChecks: (kiocb, from) => (from.count === 0 ? 'EFAULT' : PARTS.genericWriteChecks(kiocb, from)),
    });
    const sides = { a: withoutDisk(createReference({})), b: withoutDisk(failing) };
    const { difference, runs } = await compare({ ...sides, runs: 0 });
    expect(runs.map(({ level }) => level)).toEqual(['iter', 'file']);
    expect(difference).toMatchObject({ level: 'file', a: '0', b: 'EFAULT', scenario: { calls: { length: 2 } } });
  });

  it('finds nothing between the reference and itself', async () => {
    const { difference, runs } = await compare({ a: 'reference', b: 'reference', levels: ['iter', 'file'], runs: 50 });
    expect(difference).toBeNull();
    expect(runs).toEqual([
      { level: 'iter', sweep: expect.any(Number), random: 50 },
      { level: 'file', sweep: expect.any(Number), random: 50 },
    ]);
  });

  it('goes on behind what an oracle would call a deviation', async () => {
    const wrong: Target = { ...createReference({}), iter: { writeIter: () => 'EIO' } };
    expect((await compare({ a: wrong, b: wrong, levels: ['iter'], runs: 0 })).difference).toBeNull();
  });

  it('takes a crash on one side for a difference', async () => {
    const crashing: Target = {
      ...createReference({}),
      iter: {
        writeIter: () => {
          throw new Error('no');
        },
      },
    };
    const { difference } = await compare({ a: 'reference', b: crashing, levels: ['iter'], runs: 0 });
    expect(difference).toMatchObject({ what: 'behaviour', a: 'as a target should', b: 'crashed' });
  });

  it('gives the same answer twice', async () => {
    const options = { a: 'reference', b: 'mutant:reverts-iov', levels: ['iter'], runs: 200, seed: 5 } as const;
    expect(JSON.stringify(await compare(options))).toBe(JSON.stringify(await compare(options)));
  });
});

describe('comparing two profiles', () => {
  it('finds that a segment that can be read in part is an error before 6.x, a short write since', async () => {
    const { difference } = await compare({ a: 'linux-4.x', b: 'linux-6.x', levels: ['file'], runs: 0 });
    expect(difference).toMatchObject({ call: 1, observable: 'return', a: 'EFAULT', b: '1' });
    expect(difference?.scenario.calls[1]).toMatchObject({ call: 'write', segments: [{ length: 2, readable: 1 }] });
  });

  it('finds the regression of 6.5.0: the offset runs ahead when the flush fails', async () => {
    const { difference } = await compare({ a: 'linux-6.5.0', b: 'linux-6.x', levels: ['iter'], runs: 0 });
    expect(difference).toMatchObject({ what: 'file offset', a: '2', b: '1' });
    expect(flagsOf(difference!.scenario)).toContain('O_DIRECT');
  });

  it('tells callees anew where eras differ in them, so that only the eras differ', async () => {
    const { difference } = await compare({ a: 'linux-4.x', b: 'linux-6.x', levels: ['iter'], runs: 200 });
    expect(difference).toBeNull();
    const dax = await compare({ a: 'linux-3.18', b: 'linux-4.x', levels: ['iter'], runs: 0 });
    expect(dax.difference?.scenario.calls.find(isWrite)?.script).toMatchObject({
      checks: { ret: 1 },
      isDax: { ret: 1 },
    });
  });
});

describe('sides that cannot be compared', () => {
  it.each([
    [{ a: 'linux-4.x', b: 'linux-6.x', profile: 'posix' }, /--profile posix: expected with a target/],
    [{ a: 'linux-btrfs', b: 'reference', levels: ['iter'] }, /linux-btrfs under linux-btrfs has no level iter/],
    [{ a: 'reference', b: 'mutant:none' }, /no target is called "mutant:none"/],
  ] as const)('%p', async (options, message) => {
    await expect(compare(options)).rejects.toThrow(UsageError);
    await expect(compare(options)).rejects.toThrow(message);
  });
});
