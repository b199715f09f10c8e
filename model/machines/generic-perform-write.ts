import { and, not, or, setup } from 'xstate';
import { ERRNO, PAGE_SIZE } from '../../contract/index.js';
import {
  actionsOf,
  guardsOf,
  typesOf,
  type BaseRegisters,
  type KernelEvent,
  type KernelMachine,
} from '../machine/kernel-machine.js';
import type { Profile } from '../profile.js';
import { PERFORM_WRITE_SAMPLES } from './generic-perform-write-samples.js';

/** Registers of `generic_perform_write`; all in bytes, errors negative. */
export interface PerformWriteRegisters extends BaseRegisters {
  /** Where the current chunk starts. */
  pos: number;
  /** What is left of the iov. */
  left: number;
  /** Size of the current chunk; a retry makes it smaller. */
  bytes: number;
  /** How much of the chunk reached the page. */
  copied: number;
  written: number;
  /** The error that stopped the loop, or 0. */
  status: number;
  /** 1 after a reply that accepted less than was sent (write-through only). */
  shortReply: number;
}

export interface PerformWriteEvent extends KernelEvent {
  readonly pos: number;
  readonly count: number;
  readonly bytes: number;
  readonly ret: number;
  /** i_size after write_end. */
  readonly sizeAfter: number;
}

/** Bytes from `pos` to the end of its page. */
const pageRoom = (pos: number): number => PAGE_SIZE - (pos % PAGE_SIZE);

const atoms = {
  failed: (_: PerformWriteRegisters, e: PerformWriteEvent) => e.ret < 0,
  pending: (_: PerformWriteRegisters, e: PerformWriteEvent) => e.ret === 1,
  copiedAll: (r: PerformWriteRegisters, e: PerformWriteEvent) => e.ret === r.bytes,
  copiedSome: (r: PerformWriteRegisters) => r.copied > 0,
  wholeCopy: (r: PerformWriteRegisters) => r.copied === r.bytes,
  acceptedNothing: (_: PerformWriteRegisters, e: PerformWriteEvent) => e.ret === 0,
  acceptedShort: (r: PerformWriteRegisters, e: PerformWriteEvent) => e.ret < r.copied,
  shortReply: (r: PerformWriteRegisters) => r.shortReply === 1,
  iovUsedUp: (r: PerformWriteRegisters) => r.left === 0,
};

const eras = {
  writesThrough: (p: Profile) => p.writesThrough,
  retriesSingleSegment: (p: Profile) => p.retriesSingleSegment,
};

const updates = {
  enter(r: PerformWriteRegisters, e: PerformWriteEvent): void {
    r.pos = e.pos;
    r.left = e.count;
  },
  startChunk(r: PerformWriteRegisters): void {
    r.bytes = Math.min(pageRoom(r.pos), r.left);
  },
  stop(r: PerformWriteRegisters, e: PerformWriteEvent): void {
    r.status = e.ret;
  },
  interrupt(r: PerformWriteRegisters): void {
    r.status = -ERRNO.EINTR;
  },
  keepCopied(r: PerformWriteRegisters, e: PerformWriteEvent): void {
    r.copied = e.ret;
  },
  /** Through 5.15: a bad segment must not spoil the good one before it, so the chunk ends with the current segment. */
  retrySegment(r: PerformWriteRegisters, e: PerformWriteEvent): void {
    r.bytes = Math.min(pageRoom(r.pos), e.ret);
  },
  /** Since 5.16: the chunk ends where the copy stopped. */
  retryCopied(r: PerformWriteRegisters): void {
    r.bytes = r.copied;
  },
  countAccepted(r: PerformWriteRegisters, e: PerformWriteEvent): void {
    r.pos += e.ret;
    r.left -= e.ret;
    r.written += e.ret;
  },
  refuseReply(r: PerformWriteRegisters): void {
    r.status = -ERRNO.EIO;
  },
  noteShortReply(r: PerformWriteRegisters): void {
    r.status = -ERRNO.EIO;
    r.shortReply = 1;
  },
};

const machine = setup({
  types: typesOf<PerformWriteRegisters, PerformWriteEvent>(),
  guards: guardsOf<PerformWriteRegisters, PerformWriteEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<PerformWriteRegisters, PerformWriteEvent, typeof updates>(updates),
}).createMachine({
  id: 'generic_perform_write',
  context: ({ input }) => performWriteRegisters(input.profile),
  output: ({ context }) => performWriteOutput(context),
  initial: 'entry',
  states: {
    entry: { on: { enter: { target: 'faultingIn', actions: ['enter', 'startChunk'] } } },
    faultingIn: { on: { faultIn: [{ guard: 'failed', target: 'done', actions: 'stop' }, { target: 'askingSignal' }] } },
    askingSignal: {
      on: { fatalSignal: [{ guard: 'pending', target: 'done', actions: 'interrupt' }, { target: 'beginning' }] },
    },
    beginning: { on: { writeBegin: [{ guard: 'failed', target: 'done', actions: 'stop' }, { target: 'copying' }] } },
    copying: {
      on: {
        copy: [
          { guard: 'copiedAll', target: 'ending', actions: 'keepCopied' },
          { target: 'ending', actions: 'keepCopied' },
        ],
      },
    },
    ending: {
      on: {
        writeEnd: [
          { guard: 'failed', target: 'done', actions: 'stop' },
          { guard: and(['writesThrough', 'acceptedNothing', 'wholeCopy']), target: 'done', actions: 'refuseReply' },
          {
            guard: and(['writesThrough', 'acceptedShort', not('acceptedNothing')]),
            target: 'balancing',
            actions: ['countAccepted', 'noteShortReply'],
          },
          { guard: and(['retriesSingleSegment', 'acceptedNothing']), target: 'askingSegment' },
          { guard: and(['acceptedNothing', 'copiedSome']), target: 'faultingIn', actions: 'retryCopied' },
          { guard: 'acceptedNothing', target: 'faultingIn' },
          { target: 'balancing', actions: 'countAccepted' },
        ],
      },
    },
    askingSegment: { on: { singleSegment: { target: 'faultingIn', actions: 'retrySegment' } } },
    balancing: {
      on: {
        balance: [
          { guard: or(['iovUsedUp', and(['writesThrough', 'shortReply'])]), target: 'done' },
          { target: 'faultingIn', actions: 'startChunk' },
        ],
      },
    },
    done: { type: 'final' },
  },
});

function performWriteRegisters(profile: Profile): PerformWriteRegisters {
  return { profile, pos: 0, left: 0, bytes: 0, copied: 0, written: 0, status: 0, shortReply: 0 };
}

function performWriteOutput(r: PerformWriteRegisters): Record<string, number> {
  return { ret: r.written > 0 ? r.written : r.status, iovAdvance: r.written };
}

const chunkLength = (r: PerformWriteRegisters) => ({ bytes: r.bytes });

/** `generic_perform_write` (mm/filemap.c), all eras; `fuse_perform_write` (fs/fuse/file.c) where writes go through. */
export const PERFORM_WRITE: KernelMachine = {
  name: 'generic_perform_write',
  machine,
  atoms,
  eras,
  updates,
  expects: {
    faultIn: chunkLength,
    writeBegin: (r: PerformWriteRegisters) => ({ pos: r.pos, bytes: r.bytes }),
    copy: chunkLength,
    writeEnd: (r: PerformWriteRegisters) => ({ pos: r.pos, bytes: r.copied }),
  },
  registers: performWriteRegisters,
  output: performWriteOutput,
  samples: PERFORM_WRITE_SAMPLES,
  scriptedOnly: {},
};
