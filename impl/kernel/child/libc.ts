import * as koffi from 'koffi';
import { fromSigned, type Ret } from '../../../contract/errno.js';

/**
 * The process's own C library. Names are looked up in the global scope, so that a library that was loaded before it
 * (LD_PRELOAD) is called instead, as it would be by any other program. Addresses are plain numbers.
 */
const libc = koffi.load(null);

type Word = number | bigint | string | Uint8Array | null;
const bind = (prototype: string) => libc.func(prototype) as (...args: Word[]) => number;

const FUNCTIONS = {
  open: bind('int open(const char *path, int flags, unsigned int mode)'),
  close: bind('int close(int fd)'),
  dup: bind('int dup(int fd)'),
  write: bind('long write(int fd, uintptr_t bytes, size_t count)'),
  pwrite: bind('long pwrite(int fd, uintptr_t bytes, size_t count, int64_t position)'),
  writev: bind('long writev(int fd, const void *vector, int count)'),
  pwritev: bind('long pwritev(int fd, const void *vector, int count, int64_t position)'),
  read: bind('long read(int fd, uintptr_t bytes, size_t count)'),
  pread: bind('long pread(int fd, uintptr_t bytes, size_t count, int64_t position)'),
  lseek: bind('int64_t lseek(int fd, int64_t offset, int whence)'),
  statx: bind('int statx(int fd, const char *path, int flags, unsigned int mask, void *into)'),
  ftruncate: bind('int ftruncate(int fd, int64_t length)'),
  fallocate: bind('int fallocate(int fd, int mode, int64_t offset, int64_t length)'),
  fsync: bind('int fsync(int fd)'),
  fdatasync: bind('int fdatasync(int fd)'),
  fchmod: bind('int fchmod(int fd, unsigned int mode)'),
  fchown: bind('int fchown(int fd, unsigned int uid, unsigned int gid)'),
  mknod: bind('int mknod(const char *path, unsigned int mode, uint64_t device)'),
  unlink: bind('int unlink(const char *path)'),
  fsetxattr: bind('int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)'),
  fgetxattr: bind('long fgetxattr(int fd, const char *name, void *value, size_t size)'),
  fstatfs: bind('int fstatfs(int fd, void *into)'),
  ioctl: bind('int ioctl(int fd, unsigned long request, uintptr_t argument)'),
  mmap: bind('intptr_t mmap(uintptr_t address, size_t length, int protection, int flags, int fd, int64_t offset)'),
  mprotect: bind('int mprotect(uintptr_t address, size_t length, int protection)'),
  munmap: bind('int munmap(uintptr_t address, size_t length)'),
  mount: bind('int mount(const char *source, const char *at, const char *type, unsigned long flags, const char *data)'),
  setgroups: bind('int setgroups(size_t count, const void *groups)'),
  setrlimit: bind('int setrlimit(int resource, const void *limit)'),
  sigtimedwait: bind('int sigtimedwait(const void *set, void *info, const void *timeout)'),
} as const;
export type SystemCall = keyof typeof FUNCTIONS;

/** Makes the call: what it returned, or the name of the errno. Throws RangeError on an errno that has no name here. */
export function call(name: SystemCall, ...args: Word[]): Ret {
  const ret = FUNCTIONS[name](...args);
  return ret === -1 ? fromSigned(-koffi.errno()) : ret;
}

/** As `call`, for calls that prepare something: throws when it fails. */
export function must(name: SystemCall, ...args: Word[]): number {
  const ret = call(name, ...args);
  if (typeof ret === 'string') throw new Error(`${name}(${args.map(shown).join(', ')}): ${ret}`);
  return ret;
}

const shown = (word: Word): string => (word instanceof Uint8Array ? `${word.length} bytes` : String(word));

const fsgid = bind('int setfsgid(unsigned int gid)');
const capget = bind('int capget(void *header, void *data)');
const capset = bind('int capset(const void *header, const void *data)');
const sigmask = bind('int pthread_sigmask(int how, const void *set, void *old)');
const copyIn = bind('uintptr_t memcpy(uintptr_t into, const void *from, size_t count)');
const copyOut = libc.func('uintptr_t memcpy(_Out_ uint8_t *into, uintptr_t from, size_t count)') as (
  into: Uint8Array,
  from: number,
  count: number,
) => number;

/** `struct __user_cap_header_struct`: version 3, this thread. */
const CAP_HEADER = Buffer.from([0x22, 0x05, 0x08, 0x20, 0, 0, 0, 0]);
/** Two of `struct __user_cap_data_struct`: effective, permitted, inheritable. */
const CAP_BYTES = 24;
const CAP_FSETID = 4;
let ownCapabilities: Buffer | undefined;

/**
 * Which group this thread is in to filesystems, and whether it has CAP_FSETID, if this process may have it. All else that
 * root may is kept. Only this thread changes.
 */
export function setFsIdentity(gid: number, capFsetid: boolean): void {
  if (!ownCapabilities) {
    ownCapabilities = Buffer.alloc(CAP_BYTES);
    if (capget(CAP_HEADER, ownCapabilities) !== 0) throw new Error('capget failed');
  }
  const wanted = Buffer.from(ownCapabilities);
  const effective = wanted.readUInt32LE(0);
  const bit = 2 ** CAP_FSETID;
  if (!capFsetid && Math.floor(effective / bit) % 2 === 1) wanted.writeUInt32LE(effective - bit, 0);
  if (capset(CAP_HEADER, wanted) !== 0) throw new Error('capset failed');
  fsgid(gid);
}

const SIG_BLOCK = 0;
const SIGXFSZ = 25;
const SIGNAL_SET = new Uint8Array(128);
SIGNAL_SET[Math.floor((SIGXFSZ - 1) / 8)] = 1 << ((SIGXFSZ - 1) % 8);
const AT_ONCE = new Uint8Array(16);

/** From now on SIGXFSZ waits for `takeSigxfsz` instead of ending the process. */
export function blockSigxfsz(): void {
  sigmask(SIG_BLOCK, SIGNAL_SET, null);
}

/** Whether SIGXFSZ was sent since the last call of this. */
export const takeSigxfsz = (): boolean => call('sigtimedwait', SIGNAL_SET, null, AT_ONCE) === SIGXFSZ;

export function poke(address: number, bytes: Uint8Array): void {
  if (bytes.length > 0) copyIn(address, bytes, bytes.length);
}

export function peek(address: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (length > 0) copyOut(bytes, address, length);
  return bytes;
}
