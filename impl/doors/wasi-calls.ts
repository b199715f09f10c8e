import type { WasmType } from './wasm-encoder.js';

const IOVECS: readonly WasmType[] = ['i32', 'i32', 'i32'];

/** The functions of `wasi_snapshot_preview1` that a file needs, with their parameters; all return an errno. */
export const WASI_CALLS = {
  path_open: ['i32', 'i32', 'i32', 'i32', 'i32', 'i64', 'i64', 'i32', 'i32'],
  path_unlink_file: ['i32', 'i32', 'i32'],
  fd_close: ['i32'],
  fd_write: [...IOVECS, 'i32'],
  fd_pwrite: [...IOVECS, 'i64', 'i32'],
  fd_read: [...IOVECS, 'i32'],
  fd_pread: [...IOVECS, 'i64', 'i32'],
  fd_seek: ['i32', 'i64', 'i32', 'i32'],
  fd_tell: ['i32', 'i32'],
  fd_filestat_get: ['i32', 'i32'],
  fd_filestat_set_size: ['i32', 'i64'],
  fd_filestat_set_times: ['i32', 'i64', 'i64', 'i32'],
  fd_sync: ['i32'],
  fd_datasync: ['i32'],
} as const satisfies Record<string, readonly WasmType[]>;
export type WasiCall = keyof typeof WASI_CALLS;

/** Without these there is no file. */
export const REQUIRED_CALLS: readonly WasiCall[] = [
  'path_open',
  'fd_close',
  'fd_write',
  'fd_read',
  'fd_pread',
  'fd_filestat_get',
];

export const OFLAGS = { creat: 1, trunc: 8 } as const;
export const FDFLAGS = { append: 1, dsync: 2, sync: 16 } as const;
export const WHENCE = { SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2 } as const;
/** fd_filestat_set_times sets mtime to what it is given. */
export const FSTFLAGS_MTIM = 4;

const RIGHTS = {
  datasync: 0,
  read: 1,
  seek: 2,
  sync: 4,
  tell: 5,
  write: 6,
  filestatGet: 21,
  filestatSetSize: 22,
  filestatSetTimes: 23,
} as const;
type Right = keyof typeof RIGHTS;

const rightsOf = (...names: Right[]): bigint => names.reduce((sum, name) => sum + 2n ** BigInt(RIGHTS[name]), 0n);

const ANY = rightsOf('datasync', 'seek', 'sync', 'tell', 'filestatGet', 'filestatSetTimes');
/** Rights by what a descriptor is opened for, as a C library asks for them. */
export const RIGHTS_OF = {
  O_RDONLY: ANY + rightsOf('read'),
  O_WRONLY: ANY + rightsOf('write', 'filestatSetSize'),
  O_RDWR: ANY + rightsOf('read', 'write', 'filestatSetSize'),
} as const;
