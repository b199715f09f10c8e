import {
  isWrite,
  type Call,
  type CallObservation,
  type OpenFlag,
  type Scenario,
  type WriteCall,
} from '../../contract/index.js';

/** How the file and the descriptor of a call stood just before it, in bytes. */
export interface Standing {
  /** Offset of the call's descriptor; 0 when it is not open. */
  readonly offset: number;
  readonly size: number;
  /** First byte that a write or read touches. */
  readonly start: number;
  readonly flags: ReadonlySet<OpenFlag>;
}

interface Description {
  offset: number;
  readonly flags: ReadonlySet<OpenFlag>;
}

const NOT_OPEN: Description = { offset: 0, flags: new Set() };

/** Follows offsets and size through what was observed; what was not is taken from what the calls returned. */
export class Following {
  private readonly slots = new Map<number, Description>();
  private size: number;

  constructor({ file }: Scenario) {
    this.size = file.size;
  }

  before(call: Call): Standing {
    const { offset, flags } = ('fd' in call ? this.slots.get(call.fd) : undefined) ?? NOT_OPEN;
    const position = 'position' in call ? call.position : offset;
    return { offset, size: this.size, start: isWrite(call) && flags.has('O_APPEND') ? this.size : position, flags };
  }

  apply(call: Call, { ret, offset, size }: CallObservation): void {
    const { start } = this.before(call);
    const done = typeof ret === 'number' ? ret : 0;
    if (call.call === 'open' && ret === 0) this.slots.set(call.fd, { offset: 0, flags: new Set(call.flags) });
    if (call.call === 'close') this.slots.delete(call.fd);
    const description = 'fd' in call ? this.slots.get(call.fd) : undefined;
    if (!description) {
      this.size = size ?? this.size;
      return;
    }
    if (call.call === 'dup' && ret === 0) this.slots.set(call.as, description);
    if (call.call === 'lseek' && typeof ret === 'number') description.offset = ret;
    if (movesOffset(call) && done > 0) description.offset = start + done;
    description.offset = offset ?? description.offset;
    this.size = size ?? sizeAfter(call, start, ret, this.size);
  }

  /** Whether the slot through which a call is observed is open after it. */
  isOpen(call: Call): boolean {
    return call.call === 'dup' ? this.slots.has(call.as) : 'fd' in call && this.slots.has(call.fd);
  }
}

export const movesOffset = (call: Call): boolean =>
  call.call === 'write' || call.call === 'writev' || call.call === 'read';

function sizeAfter(call: Call, start: number, ret: CallObservation['ret'], size: number): number {
  if (typeof ret !== 'number') return size;
  if (call.call === 'ftruncate') return call.length;
  if (call.call === 'open') return call.flags.includes('O_TRUNC') ? 0 : size;
  return isWrite(call) && ret > 0 ? Math.max(size, start + ret) : size;
}

/** Bytes that may be written at most, from `start` on: what is readable, cut at RLIMIT_FSIZE. */
export function writable(call: WriteCall, start: number, { file }: Scenario): number {
  let readable = 0;
  for (const segment of call.segments) {
    readable += segment.readable;
    if (segment.readable < segment.length) break;
  }
  return Math.min(readable, Math.max(0, (file.rlimitFsize ?? Infinity) - start));
}
