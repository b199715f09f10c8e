import { expect, it } from '@jest/globals';
import type { ProfileId, Result } from '../../contract/index.js';
import { KERNEL_LOOKUP, KERNEL_ROWS, knownOf } from '../../impl/kernel/index.js';
import { check } from '../check.js';
import { describeKernel } from './possible.sample.js';

const RUNS = 60;
/** On a machine that does much else besides, in milliseconds. */
const MINUTES = 180_000;

async function checked(id: string, profile?: ProfileId): Promise<Result> {
  const target = await KERNEL_LOOKUP.find(id, 'linux-6.x');
  const lines = profile === undefined ? knownOf(`kernel:${id}`) : [];
  const known = lines.length > 0 ? { lines, stale: 'warn' as const } : undefined;
  return check({ target: target!, profile, runs: RUNS, known });
}

/** What the running kernel can be driven through by a server's replies: all but what no reply brings about. */
const FUSE_LEAVES = 16;

for (const { id, profile } of KERNEL_ROWS) {
  describeKernel(id, `kernel:${id}`, () => {
    it(
      `conforms to ${profile}, but for what is known`,
      async () => {
        const result = await checked(id);
        expect(result.reasons).toEqual([]);
        expect(result.verdict).toBe('conformant');
        expect(result.target.details?.kernel).toBe(result.target.version);
        if (id === 'fuse') {
          const { covered, missing, unreachable } = result.coverage.leaves;
          expect({ covered, missing }).toEqual({ covered: FUSE_LEAVES, missing: [] });
          expect(unreachable.map((leaf) => leaf.id)).toEqual(['L2', 'L4', 'L13', 'L14', 'L15', 'L16']);
        }
      },
      MINUTES,
    );
  });
}

describeKernel('ext4', 'kernel:ext4 under a profile that is not its own', () => {
  it(
    'deviates from linux-6.x: an errno although bytes were written directly',
    async () => {
      const { verdict, counterexamples, target } = await checked('ext4', 'linux-6.x');
      expect(verdict).toBe('deviating');
      expect(target.details?.O_DIRECT).toContain('an errno although bytes were written');
      const [{ deviation, scenario }] = counterexamples;
      expect(deviation.rule).toBe('ret-written-or-err');
      expect(deviation.differences[0]).toMatchObject({ observable: 'return', got: 'EFAULT' });
      expect(scenario.calls.at(deviation.call)).toMatchObject({ call: 'writev' });
    },
    MINUTES,
  );
});

describeKernel('tmpfs', 'kernel:dir=PATH', () => {
  it(
    'conforms on a directory in memory',
    async () => {
      expect((await checked('dir=/dev/shm')).reasons).toEqual([]);
    },
    MINUTES,
  );

  it.each([
    [
      'dir=/no/such',
      'kernel:dir=PATH: expected a directory that can be written to; "/no/such" does not exist; example: kernel:dir=/tmp',
    ],
    [
      'dir=/proc/version',
      'kernel:dir=PATH: expected a directory that can be written to; "/proc/version" is none; example: kernel:dir=/tmp',
    ],
    ['dir=', 'kernel:dir=PATH: expected a directory that can be written to; "" is none; example: kernel:dir=/tmp'],
  ])('%s is refused before anything starts', async (id, message) => {
    await expect(async () => KERNEL_LOOKUP.find(id, 'linux-6.x')).rejects.toThrow(message);
  });
});
