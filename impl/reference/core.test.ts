import { describe, expect, test } from '@jest/globals';
import { PROFILE_IDS, type Callees, type Kiocb, type ProfileId, type Ret } from '../../contract/index.js';
import { __genericFileWriteIter } from './core.js';
import { PROFILES } from './profile.js';

/** What the callees return; 12 bytes are offered at 100. A callee that is not scripted succeeds. */
interface Script {
  direct?: Ret;
  perform?: Ret;
  flush?: Ret;
  checks?: Ret;
  removePrivs?: Ret;
  updateTime?: Ret;
  dax?: boolean;
}

/** Runs the core on scripted callees: [return, ki_pos moved, iov used, calls with their arguments]. */
function run(profile: ProfileId, direct: boolean, script: Script): [Ret, number, number, string] {
  const bdi = {};
  const calls: string[] = [];
  const call = (name: string, ret: Ret): Ret => {
    const slot = kiocb.task.backingDevInfo;
    calls.push(slot === bdi ? name : slot === null ? `${name}-` : `${name}?`);
    return ret;
  };
  const never = () => {
    throw new Error('the lock is not the core’s business');
  };
  const kiocb: Kiocb = {
    kiPos: 100,
    direct,
    inode: { size: 100, backingDevInfo: bdi, lock: never, unlock: never },
    task: { backingDevInfo: null },
  };
  const from = {
    count: 12,
    advance(bytes: number) {
      this.count -= bytes;
    },
  };
  const moved = (ret: Ret): number => (typeof ret === 'number' ? ret : 0);
  const callees: Callees = {
    checks: () => call('checks', script.checks ?? 12),
    removePrivs: () => call('removePrivs', script.removePrivs ?? 0),
    updateTime: () => call('updateTime', script.updateTime ?? 0),
    isDax: () => call('isDax', 0) === 0 && (script.dax ?? false),
    direct() {
      const ret = script.direct ?? 12;
      from.advance(moved(ret));
      kiocb.kiPos += moved(ret);
      return call('direct', ret);
    },
    perform(pos) {
      const ret = script.perform ?? from.count;
      from.advance(moved(ret));
      if (PROFILES[profile].performMovesKiPos) kiocb.kiPos += moved(ret);
      return call(`perform(${pos})`, ret);
    },
    flush: (lo, hi) => call(`flush(${lo},${hi})`, script.flush ?? 0),
    invalidate: (lo, hi) => call(`invalidate(${lo},${hi})`, 0),
  };
  const ret = __genericFileWriteIter(kiocb, from, callees, PROFILES[profile]);
  expect(kiocb.task.backingDevInfo).toBeNull();
  return [ret, kiocb.kiPos - 100, 12 - from.count, calls.join(' ')];
}

const outcome = (profile: ProfileId, direct: boolean, script: Script): (string | number)[] =>
  run(profile, direct, script).slice(0, 3);
const order = (profile: ProfileId, direct: boolean, script: Script): string => run(profile, direct, script)[3];

describe('linux-4.x leaf by leaf: return, ki_pos, iov used', () => {
  test.each<[string, boolean, Script, (Ret | number)[]]>([
    ['L1', false, { removePrivs: 'EPERM' }, ['EPERM', 0, 0]],
    ['L2', true, { updateTime: 'EIO' }, ['EIO', 0, 0]],
    ['L3', false, { perform: 'EFAULT' }, ['EFAULT', 0, 0]],
    ['L4', false, { perform: 0 }, [0, 0, 0]],
    ['L5', false, { perform: 5 }, [5, 5, 5]],
    ['L6', false, {}, [12, 12, 12]],
    ['L7', true, { direct: 'EINVAL' }, ['EINVAL', 0, 0]],
    ['L7, queued', true, { direct: 'EIOCBQUEUED' }, ['EIOCBQUEUED', 0, 0]],
    ['L8', true, {}, [12, 12, 12]],
    ['L9', true, { direct: 0, dax: true }, [0, 0, 0]],
    ['L10', true, { direct: 4, dax: true }, [4, 4, 4]],
    ['L11', true, { direct: 0, perform: 'ENOSPC' }, ['ENOSPC', 0, 0]],
    ['L12', true, { direct: 4, perform: 'ENOSPC' }, [4, 4, 4]],
    ['L13', true, { direct: 0, perform: 0 }, [0, 0, 0]],
    ['L14', true, { direct: 0, perform: 0, flush: 'EIO' }, ['EIO', 0, 0]],
    ['L15', true, { direct: 4, perform: 0 }, [4, 4, 4]],
    ['L16', true, { direct: 4, perform: 0, flush: 'EIO' }, [4, 4, 4]],
    ['L17', true, { direct: 0, perform: 5 }, [5, 5, 5]],
    ['L18', true, { direct: 0, perform: 5, flush: 'EIO' }, ['EIO', 0, 5]],
    ['L19', true, { direct: 0 }, [12, 12, 12]],
    ['L20', true, { direct: 0, flush: 'ENOSPC' }, ['ENOSPC', 0, 12]],
    ['L21', true, { direct: 4, perform: 5 }, [9, 9, 9]],
    ['L22', true, { direct: 4, perform: 5, flush: 'EIO' }, [4, 4, 9]],
    ['L23', true, { direct: 4 }, [12, 12, 12]],
    ['L24', true, { direct: 4, flush: 'EIO' }, [4, 4, 12]],
  ])('%s', (_, direct, script, expected) => {
    expect(outcome('linux-4.x', direct, script)).toEqual(expected);
  });

  test('each callee sees the bdi, the fallback begins where the direct bytes end, ranges are inclusive', () => {
    expect(order('linux-4.x', true, { direct: 4 })).toBe(
      'removePrivs updateTime direct isDax perform(104) flush(104,111) invalidate(104,111)',
    );
  });

  test('a status of 0 flushes and invalidates an inverted range', () => {
    expect(order('linux-4.x', true, { direct: 4, perform: 0 })).toMatch(/flush\(104,103\) invalidate\(104,103\)$/);
  });

  test('DAX is not asked after an error nor when the iov is used up', () => {
    expect(order('linux-4.x', true, { direct: 'EIO' })).not.toContain('isDax');
    expect(order('linux-4.x', true, {})).not.toContain('isDax');
  });

  test('a failed flush is not followed by an invalidation', () => {
    expect(order('linux-4.x', true, { direct: 4, flush: 'EIO' })).not.toContain('invalidate');
  });
});

describe('linux-3.18', () => {
  test('runs the checks first, with the bdi published, and never asks for DAX', () => {
    expect(order('linux-3.18', true, { direct: 4, dax: true })).toBe(
      'checks removePrivs updateTime direct perform(104) flush(104,111) invalidate(104,111)',
    );
  });

  test.each<[Ret]>([[0], ['EFBIG']])('checks that return %p end the call', (checks) => {
    expect(run('linux-3.18', false, { checks })).toEqual([checks, 0, 0, 'checks']);
  });

  test('judges completion by the count that the checks granted', () => {
    expect(order('linux-3.18', true, { checks: 4, direct: 4 })).toBe('checks removePrivs updateTime direct');
  });

  test('leaves ki_pos behind the fallback although its flush failed', () => {
    expect(outcome('linux-3.18', true, { direct: 4, flush: 'EIO' })).toEqual([4, 12, 12]);
    expect(outcome('linux-3.18', true, { direct: 0, flush: 'EIO' })).toEqual(['EIO', 12, 12]);
  });
});

describe('since 6.5', () => {
  test('nobody sees a bdi', () => {
    expect(order('linux-6.x', true, { direct: 4 })).toBe(
      'removePrivs- updateTime- direct- isDax- perform(104)- flush(104,111)- invalidate(104,111)-',
    );
  });

  test('6.5.0 leaves ki_pos advanced when the flush fails, 6.x takes it back', () => {
    expect(outcome('linux-6.5.0', true, { direct: 4, flush: 'EIO' })).toEqual([4, 12, 12]);
    expect(outcome('linux-6.x', true, { direct: 4, flush: 'EIO' })).toEqual([4, 4, 12]);
    expect(outcome('linux-6.x', true, { direct: 0, flush: 'EIO' })).toEqual(['EIO', 0, 12]);
  });

  test.each<ProfileId>(['linux-fuse', 'linux-btrfs'])('%s never asks for DAX', (profile) => {
    expect(order(profile, true, { direct: 4, dax: true })).toMatch(/^removePrivs- updateTime- direct- perform/);
  });

  test('iomap ends after the direct write, whatever it returned', () => {
    for (const direct of [0, 4, 12, 'EIO'] as Ret[])
      expect(run('linux-iomap-dio', true, { direct, dax: true }).slice(0, 4)).toEqual([
        direct,
        typeof direct === 'number' ? direct : 0,
        typeof direct === 'number' ? direct : 0,
        'removePrivs- updateTime- direct-',
      ]);
  });
});

test.each(PROFILE_IDS)('%s: a buffered write moves ki_pos by what it returned', (profile) => {
  expect(outcome(profile, false, { perform: 5 })).toEqual([5, 5, 5]);
  expect(outcome(profile, false, { perform: 'EIO' })).toEqual(['EIO', 0, 0]);
});
