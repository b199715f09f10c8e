/** Spin and our own search must count the same states of the same machine. */
import { describe, expect, test } from '@jest/globals';
import { PROFILES, compiled, search } from '../../model/index.js';
import type { ProfileId } from '../../contract/index.js';
import { lacksSpin, runSpin } from './spin.js';

const lacking = lacksSpin();
const here = lacking === null ? describe : describe.skip;
const title = `Spin on the exported model${lacking === null ? '' : ` (${lacking})`}`;

const own = (profile: ProfileId, bounds: { sectors: number; writes: number }) =>
  search(compiled('__generic_file_write_iter', PROFILES[profile]), bounds);

here(title, () => {
  test.each([
    ['linux-4.x', 3, 3],
    ['linux-4.x', 4, 3],
    ['linux-4.x', 6, 2],
    ['linux-6.x', 3, 3],
    ['linux-fuse', 3, 2],
    ['linux-iomap-dio', 4, 3],
    ['linux-btrfs', 3, 2],
  ] as const)(
    'counts the states of %s over %i sectors and %i writes as we do',
    (profile, sectors, writes) => {
      const spin = runSpin(profile, { sectors, writes });
      const ours = own(profile, { sectors, writes });
      expect({ states: spin.states, violated: spin.violated, complete: spin.complete }).toEqual({
        states: ours.states,
        violated: null,
        complete: true,
      });
      expect(ours.violations).toBe(0);
    },
    120_000,
  );

  test.each(['linux-3.18', 'linux-6.5.0'] as const)(
    'finds in %s that the offset runs ahead of the count',
    (profile) => {
      expect(runSpin(profile, { sectors: 2, writes: 1 }).violated).toContain('kiPos==(pos+ret)');
      expect(own(profile, { sectors: 2, writes: 1 }).violations).toBeGreaterThan(0);
    },
    120_000,
  );
});
