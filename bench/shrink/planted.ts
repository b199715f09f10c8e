import type { IterTarget, Target } from '../../contract/index.js';
import { reference } from '../../impl/reference/target.js';

/** The bug shows at this direct write on a file, and at no other call. */
export const DEPTH = 6;

/** The reference, but the sixth direct write on an inode that stores anything tells one byte less. */
export function plantedTarget(): Target {
  const honest = reference.iter as IterTarget;
  const written = new WeakMap<object, number>();
  return {
    ...reference,
    name: 'planted',
    iter: {
      writeIter(kiocb, from, callees) {
        const ret = honest.writeIter(kiocb, from, callees);
        if (!kiocb.direct || typeof ret !== 'number' || ret === 0) return ret;
        const nth = (written.get(kiocb.inode) ?? 0) + 1;
        written.set(kiocb.inode, nth);
        return nth === DEPTH ? ret - 1 : ret;
      },
    },
  };
}
