import { UsageError } from '../../contract/index.js';

/** What `fromNodeFs` calls: the synchronous half of node's `fs`, as far as a file needs it. */
export interface NodeFs {
  openSync(path: string, flags: string | number, mode?: number): number;
  closeSync(fd: number): void;
  writeSync(fd: number, buffer: Uint8Array, offset: number, length: number, position?: number | null): number;
  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number;
  fstatSync(fd: number): NodeStats;
  writeFileSync(path: string, data: Uint8Array): void;
  unlinkSync(path: string): void;
  writevSync?(fd: number, buffers: Uint8Array[], position?: number): number;
  ftruncateSync?(fd: number, length: number): void;
  fsyncSync?(fd: number): void;
  fdatasyncSync?(fd: number): void;
  futimesSync?(fd: number, atime: number, mtime: number): void;
  chmodSync?(path: string, mode: number): void;
  readonly constants?: Readonly<Record<string, unknown>>;
}

/** Bytes, mode bits, milliseconds; a number may be a bigint. */
export interface NodeStats {
  readonly size: number | bigint;
  readonly mode: number | bigint;
  readonly mtimeMs: number | bigint;
  readonly uid?: number | bigint;
}

const REQUIRED = [
  'openSync',
  'closeSync',
  'writeSync',
  'readSync',
  'fstatSync',
  'writeFileSync',
  'unlinkSync',
] as const satisfies readonly (keyof NodeFs)[];

/** Throws UsageError naming the members that a file can't do without. */
export function requireNodeFs(fs: unknown): asserts fs is NodeFs {
  const members = (typeof fs === 'object' && fs !== null) || typeof fs === 'function' ? (fs as Partial<NodeFs>) : {};
  const missing = REQUIRED.filter((name) => typeof members[name] !== 'function');
  if (missing.length > 0)
    throw new UsageError(
      `fromNodeFs: expected an object like node's fs, got one without ${missing.join(', ')}; ` +
        "e.g. fromNodeFs(require('node:fs'), { root: '/tmp' })",
    );
}
