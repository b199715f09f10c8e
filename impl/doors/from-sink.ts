import type { Capability, ProfileId, Target } from '../../contract/index.js';
import { MemoryBytes } from './memory-bytes.js';
import { ShortWritingFs } from './short-writing-fs.js';
import { SinkFile, type CreateSink } from './sink-file.js';

export interface SinkTargetOptions {
  /** @default 'sink' */
  readonly name?: string;
  /** @default 'unknown' */
  readonly version?: string;
  /** @default 'posix' */
  readonly profile?: ProfileId;
  /** `append` when flags `a` are understood, `vectors` when the sink has `writev`. @default both */
  readonly capabilities?: readonly Extract<Capability, 'append' | 'vectors'>[];
}

/**
 * What takes bytes and tells no counts, as a target of the `file` level. `create` opens a sink on the fs-like layer that
 * it is given, which transfers less than it is asked for and fails, as the scenario wants. What must hold is content and
 * error: all bytes land where they belong however short the transfers are, or an error comes. Rules on counts, offsets,
 * positions, truncation and fsync are not exercised.
 */
export function fromSink(create: CreateSink, options: SinkTargetOptions = {}): Target {
  const { name = 'sink', version = 'unknown', profile = 'posix', capabilities = ['append', 'vectors'] } = options;
  return {
    name,
    version,
    profile,
    capabilities,
    details: {
      counts: 'none: a write succeeds or fails as a whole',
      storage: "the suite's own, which transfers short",
    },
    file: {
      induces: ['shortAfter', 'enospcAfter', 'errorAfter'],
      lacks: ['offset', 'positions', 'truncate', 'sync', 'access', 'counts'],
      prepare: (content, { file }, { sectorSize }) =>
        new SinkFile(new ShortWritingFs(new MemoryBytes(content), sectorSize), create, file.mode),
    },
  };
}
