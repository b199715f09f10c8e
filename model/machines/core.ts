import { and, not, or, setup } from 'xstate';
import type { Profile } from '../profile.js';
import {
  actionsOf,
  guardsOf,
  typesOf,
  type BaseRegisters,
  type KernelEvent,
  type KernelMachine,
} from '../machine/kernel-machine.js';
import { CORE_SAMPLES } from './core-samples.js';

/** Registers of `__generic_file_write_iter`; all in bytes, errors negative. */
export interface CoreRegisters extends BaseRegisters {
  /** ki_pos on entry (P), after O_APPEND. */
  pos: number;
  /** Bytes offered (N). */
  count: number;
  /** i_size. */
  size: number;
  /** IOCB_DIRECT: 0 or 1. */
  direct: number;
  iovLeft: number;
  kiPos: number;
  written: number;
  err: number;
  /** Where the buffered fallback starts, and what generic_perform_write returned. */
  fallbackPos: number;
  status: number;
  /** 1 while the backing-dev-info is published in the task. */
  bdi: number;
  /** Ghosts, for the decision table: the unknown zone [zoneFrom, zoneTo), and whether the fallback invalidated. */
  zoneFrom: number;
  zoneTo: number;
  invalidated: number;
}

export interface CoreEvent extends KernelEvent {
  readonly ret: number;
  readonly pos: number;
  readonly count: number;
  readonly size: number;
  readonly direct: number;
  readonly iovAdvance: number;
  readonly kiPosAdvance: number;
  /** i_size after the callee. */
  readonly sizeAfter: number;
}

const atoms = {
  failed: (_: CoreRegisters, e: CoreEvent) => e.ret < 0,
  nothing: (_: CoreRegisters, e: CoreEvent) => e.ret === 0,
  progressed: (_: CoreRegisters, e: CoreEvent) => e.ret > 0,
  direct: (r: CoreRegisters) => r.direct === 1,
  iovUsedUp: (r: CoreRegisters, e: CoreEvent) => r.iovLeft - e.iovAdvance === 0,
  countWritten: (r: CoreRegisters, e: CoreEvent) => e.ret === r.count,
  isDax: (_: CoreRegisters, e: CoreEvent) => e.ret === 1,
};

const eras = {
  checksInside: (p: Profile) => p.checksInside,
  judgesByCount: (p: Profile) => p.judgesByCount,
  daxRule: (p: Profile) => p.daxRule,
  fallsBack: (p: Profile) => p.fallsBack,
};

/** What a callee did on its own: the iov, ki_pos and i_size. */
function applyOutcome(r: CoreRegisters, e: CoreEvent): void {
  r.iovLeft -= e.iovAdvance;
  r.kiPos += e.kiPosAdvance;
  r.size = e.sizeAfter;
}

const updates = {
  enter(r: CoreRegisters, e: CoreEvent): void {
    r.pos = r.kiPos = e.pos;
    r.count = r.iovLeft = e.count;
    r.size = e.size;
    r.direct = e.direct;
  },
  publishBdi(r: CoreRegisters): void {
    if (r.profile.publishesBdi) r.bdi = 1;
  },
  /** 3.18: the checks inside the core may cut the iov and move the position. */
  truncateIov(r: CoreRegisters, e: CoreEvent): void {
    r.pos = r.kiPos = e.pos;
    r.count = r.iovLeft = e.ret;
  },
  rememberErr(r: CoreRegisters, e: CoreEvent): void {
    r.err = e.ret;
  },
  keepDirect(r: CoreRegisters, e: CoreEvent): void {
    applyOutcome(r, e);
    r.written = e.ret;
  },
  /** Without more knowledge a failed direct write may have stored any of its bytes. */
  doubtRequest(r: CoreRegisters): void {
    r.zoneFrom = r.pos;
    r.zoneTo = r.pos + r.count;
  },
  keepBuffered(r: CoreRegisters, e: CoreEvent): void {
    applyOutcome(r, e);
    r.written = e.ret;
  },
  advanceKiPos(r: CoreRegisters, e: CoreEvent): void {
    if (!r.profile.performAdvancesKiPos) r.kiPos += e.ret;
  },
  failFallback(r: CoreRegisters, e: CoreEvent): void {
    applyOutcome(r, e);
    r.err = e.ret;
  },
  keepFallback(r: CoreRegisters, e: CoreEvent): void {
    r.fallbackPos = fallbackStart(r);
    applyOutcome(r, e);
    r.status = e.ret;
    if (r.profile.movesKiPosBeforeFlush) r.kiPos = r.fallbackPos + e.ret;
  },
  /** How much of the fallback reached the disk is unknown, so only the direct bytes count. */
  dropFallback(r: CoreRegisters, e: CoreEvent): void {
    r.err = e.ret;
    r.zoneFrom = r.fallbackPos;
    r.zoneTo = r.fallbackPos + r.status;
    if (r.profile.rewindsKiPos) r.kiPos -= r.status;
  },
  countFallback(r: CoreRegisters): void {
    if (!r.profile.performAdvancesKiPos) r.kiPos = r.fallbackPos + r.status;
    r.written += r.status;
  },
  noteInvalidated(r: CoreRegisters): void {
    r.invalidated = 1;
  },
  /** The single exit sets the slot to NULL; it does not restore what was there. */
  clearBdi(r: CoreRegisters): void {
    if (r.profile.publishesBdi) r.bdi = 0;
  },
};

/** Where the fallback writes: after the direct bytes; 3.18 counts them itself instead of reading ki_pos. */
const fallbackStart = (r: CoreRegisters): number => (r.profile.judgesByCount ? r.pos + r.written : r.kiPos);

const bdi = (r: CoreRegisters) => ({ bdi: r.bdi });
const fallbackRange = (r: CoreRegisters) => ({ lo: r.fallbackPos, hi: r.fallbackPos + r.status - 1, bdi: r.bdi });

const machine = setup({
  types: typesOf<CoreRegisters, CoreEvent>(),
  guards: guardsOf<CoreRegisters, CoreEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<CoreRegisters, CoreEvent, typeof updates>(updates),
}).createMachine({
  id: '__generic_file_write_iter',
  context: ({ input }) => coreRegisters(input.profile),
  output: ({ context }) => coreOutput(context),
  initial: 'entry',
  states: {
    entry: {
      on: {
        enter: [
          { guard: 'checksInside', target: 'checking', actions: ['enter', 'publishBdi'] },
          { target: 'removingPrivs', actions: ['enter', 'publishBdi'] },
        ],
      },
    },
    checking: {
      on: {
        checks: [
          { guard: or(['failed', 'nothing']), target: 'done', actions: 'rememberErr' },
          { target: 'removingPrivs', actions: 'truncateIov' },
        ],
      },
    },
    removingPrivs: {
      on: { removePrivs: [{ guard: 'failed', target: 'done', actions: 'rememberErr' }, { target: 'updatingTime' }] },
    },
    updatingTime: {
      on: {
        updateTime: [
          { guard: 'failed', target: 'done', actions: 'rememberErr' },
          { guard: 'direct', target: 'writingDirectly' },
          { target: 'writingBuffered' },
        ],
      },
    },
    writingDirectly: {
      on: {
        direct: [
          { guard: 'failed', target: 'done', actions: ['keepDirect', 'doubtRequest'] },
          {
            guard: or([and(['judgesByCount', 'countWritten']), and([not('judgesByCount'), 'iovUsedUp'])]),
            target: 'done',
            actions: 'keepDirect',
          },
          { guard: not('fallsBack'), target: 'done', actions: 'keepDirect' },
          { guard: 'daxRule', target: 'askingDax', actions: 'keepDirect' },
          { target: 'fallingBack', actions: 'keepDirect' },
        ],
      },
    },
    askingDax: { on: { isDax: [{ guard: 'isDax', target: 'done' }, { target: 'fallingBack' }] } },
    fallingBack: {
      on: {
        perform: [
          { guard: 'failed', target: 'done', actions: 'failFallback' },
          { target: 'flushing', actions: 'keepFallback' },
        ],
      },
    },
    flushing: {
      on: {
        flush: [
          { guard: 'failed', target: 'done', actions: 'dropFallback' },
          { target: 'invalidating', actions: 'countFallback' },
        ],
      },
    },
    invalidating: { on: { invalidate: { target: 'done', actions: 'noteInvalidated' } } },
    writingBuffered: {
      on: {
        perform: [
          { guard: 'progressed', target: 'done', actions: ['keepBuffered', 'advanceKiPos'] },
          { target: 'done', actions: 'keepBuffered' },
        ],
      },
    },
    done: { type: 'final', entry: 'clearBdi' },
  },
});

function coreRegisters(profile: Profile): CoreRegisters {
  return {
    profile,
    pos: 0,
    count: 0,
    size: 0,
    direct: 0,
    iovLeft: 0,
    kiPos: 0,
    written: 0,
    err: 0,
    fallbackPos: 0,
    status: 0,
    bdi: 0,
    zoneFrom: 0,
    zoneTo: 0,
    invalidated: 0,
  };
}

/** `written` if it is non-zero (a negative one too), else `err`. */
function coreOutput(r: CoreRegisters): Record<string, number> {
  return { ret: r.written !== 0 ? r.written : r.err, kiPos: r.kiPos, iovLeft: r.iovLeft, bdi: r.bdi };
}

/** `__generic_file_write_iter` (mm/filemap.c), all eras. */
export const CORE: KernelMachine = {
  name: '__generic_file_write_iter',
  machine,
  atoms,
  eras,
  updates,
  expects: {
    checks: bdi,
    removePrivs: bdi,
    updateTime: bdi,
    isDax: bdi,
    direct: bdi,
    perform: (r: CoreRegisters) => ({ pos: r.direct === 1 ? fallbackStart(r) : r.kiPos, bdi: r.bdi }),
    flush: fallbackRange,
    invalidate: fallbackRange,
  },
  registers: coreRegisters,
  output: coreOutput,
  samples: CORE_SAMPLES,
  scriptedOnly: {},
};
