import { describe, expect, it } from '@jest/globals';
import type { CalleeScript, Outcome, Ret } from '../../contract/index.js';
import { IterOracle } from './iter.js';

const still = (ret: Ret): Outcome => ({ ret, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null });
const moved = (ret: number, kiPosAdvance: number): Outcome => ({ ret, iovAdvance: ret, kiPosAdvance, sizeAfter: null });

const SUCCESS: CalleeScript = {
  removePrivs: still(0),
  updateTime: still(0),
  isDax: still(0),
  direct: moved(4096, 4096),
  perform: moved(12288, 0),
  flush: still(0),
  invalidate: still(0),
};
const REQUEST = { pos: 8192, count: 16384, size: 0, direct: true };

describe('the exact oracle', () => {
  it('counts only the direct bytes when the flush of the fallback fails', () => {
    const expected = new IterOracle('linux-4.x').expect(REQUEST, { ...SUCCESS, flush: still('EIO') });
    expect(expected).toMatchObject({ leaf: 'L24', ret: 4096, kiPos: 8192 + 4096, iovLeft: 0, bdi: 'null' });
  });

  it('leaves ki_pos advanced there in 6.5.0, where perform moved it', () => {
    const script = { ...SUCCESS, perform: moved(12288, 12288), flush: still('EIO') };
    expect(new IterOracle('linux-6.5.0').expect(REQUEST, script)).toMatchObject({ ret: 4096, kiPos: 8192 + 16384 });
    expect(new IterOracle('linux-6.x').expect(REQUEST, script)).toMatchObject({ ret: 4096, kiPos: 8192 + 4096 });
  });

  it('expects the fallback at the advanced position, then the flush and the invalidation of its own bytes', () => {
    const { callees } = new IterOracle('linux-4.x').expect(REQUEST, SUCCESS);
    expect(callees.map(({ callee, args }) => [callee, ...args])).toStrictEqual([
      ['removePrivs'],
      ['updateTime'],
      ['direct'],
      ['isDax'],
      ['perform', 12288],
      ['flush', 12288, 24575],
      ['invalidate', 12288, 24575],
    ]);
    expect(callees.every(({ bdi }) => bdi === 'published')).toBe(true);
  });

  it('expects 3.18 to make its checks first', () => {
    const told = { ...SUCCESS, checks: still('EFBIG') };
    const { callees, leaf } = new IterOracle('linux-3.18').expect(REQUEST, told);
    expect(callees).toStrictEqual([{ callee: 'checks', args: [], bdi: 'published' }]);
    expect(leaf).toBe('C1');
  });

  it('expects no bdi since 6.5', () => {
    const { callees } = new IterOracle('linux-6.x').expect(REQUEST, SUCCESS);
    expect(new Set(callees.map(({ bdi }) => bdi))).toEqual(new Set(['null']));
  });

  it('gives the flush an inverted range when the fallback wrote nothing', () => {
    const { callees, leaf } = new IterOracle('linux-4.x').expect(REQUEST, { ...SUCCESS, perform: still(0) });
    expect(leaf).toBe('L15');
    expect(callees.find(({ callee }) => callee === 'flush')?.args).toEqual([12288, 12287]);
  });

  it('judges a direct write by the iov since 4.0 and by the count in 3.18', () => {
    const told = { ...SUCCESS, checks: still(16384), direct: { ...moved(16384, 16384), iovAdvance: 4096 } };
    expect(new IterOracle('linux-3.18').expect(REQUEST, told).leaf).toBe('L8');
    expect(new IterOracle('linux-4.x').expect(REQUEST, told).leaf).not.toBe('L8');
  });
});
