/**
 * The errno names that may appear in a scenario or an observation, with their Linux numbers.
 * Inside the compiled model an error is the negated number, as in the kernel; at every boundary it is the name.
 */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  EISDIR: 21,
  EINVAL: 22,
  EMFILE: 24,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EPIPE: 32,
  ENOSYS: 38,
  ENODATA: 61,
  EOVERFLOW: 75,
  EOPNOTSUPP: 95,
  ECONNABORTED: 103,
  ETIMEDOUT: 110,
  EDQUOT: 122,
  EIOCBQUEUED: 529,
} as const;

export type Errno = keyof typeof ERRNO;

/** A call's result: a count (safe integer >= 0) or an errno name. */
export type Ret = number | Errno;

export const ERRNO_NAMES = Object.keys(ERRNO) as Errno[];

const NAME_BY_NUMBER = new Map<number, Errno>(ERRNO_NAMES.map((name) => [ERRNO[name], name]));

export const isErrno = (value: unknown): value is Errno => typeof value === 'string' && Object.hasOwn(ERRNO, value);

/** A count within [0, 2^53-1] that is an integer and not -0, or a known errno name. */
export const isRet = (value: unknown): value is Ret =>
  typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0) : isErrno(value);

/** Count or errno name -> the kernel's signed number. */
export const toSigned = (ret: Ret): number => (typeof ret === 'number' ? ret : -ERRNO[ret]);

/** The kernel's signed number -> count or errno name. Throws on an errno number outside the table. */
export function fromSigned(signed: number): Ret {
  if (signed >= 0) return signed;
  const name = NAME_BY_NUMBER.get(-signed);
  if (name === undefined) throw new RangeError(`no errno has the number ${-signed}`);
  return name;
}
