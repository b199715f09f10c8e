import type { Errno } from '../../contract/index.js';

/** The errnos of WASI preview 1 that the contract has a name for. */
const NAME_OF: Readonly<Record<number, Errno>> = {
  2: 'EACCES',
  6: 'EAGAIN',
  8: 'EBADF',
  10: 'EBUSY',
  13: 'ECONNABORTED',
  19: 'EDQUOT',
  20: 'EEXIST',
  21: 'EFAULT',
  22: 'EFBIG',
  27: 'EINTR',
  28: 'EINVAL',
  29: 'EIO',
  31: 'EISDIR',
  33: 'EMFILE',
  44: 'ENOENT',
  48: 'ENOMEM',
  51: 'ENOSPC',
  52: 'ENOSYS',
  58: 'EOPNOTSUPP',
  60: 'ENXIO',
  61: 'EOVERFLOW',
  63: 'EPERM',
  64: 'EPIPE',
  69: 'EROFS',
  70: 'ESPIPE',
  73: 'ETIMEDOUT',
  74: 'ETXTBSY',
  // A right that the descriptor was not opened with: C libraries tell EBADF.
  76: 'EBADF',
};

/** The name of an errno; the suite refuses one without a name as an invalid result, with its number. */
export const wasiErrno = (errno: number): Errno => NAME_OF[errno] ?? (`WASI errno ${errno}` as Errno);
