import type { Expression } from './expression.js';

/**
 * What surrounds the core machine in the exhaustive search: a file of a few sectors, its page cache and its device.
 * Everything is counted in sectors. A sector's version is the number of the write that it comes from, 0 = initial.
 *
 * A step of the search is one outcome of what the machine waits for, together with what it does to the sectors.
 * Names in expressions: the registers of the core, and
 * - `sectors`: size of the file's range;
 * - `offset`: the descriptor's offset; `fileSize`: i_size between calls;
 * - `k`: the number that the outcome is about.
 */
export type EffectKind =
  | 'writeback' // dirty sectors reach the device and are clean
  | 'lose' // dirty sectors become clean, the device keeps what it had: a failed writeback
  | 'drop' // out of the cache, dirty or not
  | 'evict' // out of the cache if clean
  | 'device' // the device gets the version of the running write
  | 'cache'; // the cache gets it, dirty

/** Done to the sectors [from, to). */
export interface Effect {
  readonly kind: EffectKind;
  readonly from: Expression;
  readonly to: Expression;
}

/** Outcomes of one kind: one for each `k`. */
export interface Family {
  /** Unique; an identifier in C. */
  readonly name: string;
  /** The state's event that it answers; `background` happens between two calls, and the core does not see it. */
  readonly event: string;
  /** k takes every value from least to most, inclusive; none if most < least. Without it there is one outcome. */
  readonly k?: { readonly least: number; readonly most: Expression };
  /** Fields of the event; the others are 0. `max` is the larger of its expressions. */
  readonly fields: Readonly<Record<string, Expression | { readonly max: readonly [Expression, Expression] }>>;
  /** One after the other. */
  readonly effects: readonly Effect[];
}

const ALL: Pick<Effect, 'from' | 'to'> = { from: [0], to: ['sectors'] };
/** What a direct write asks for. */
const REQUEST: Pick<Effect, 'from' | 'to'> = { from: ['kiPos'], to: ['kiPos', 'iovLeft'] };
const FIRST_K: Pick<Effect, 'from' | 'to'> = { from: ['kiPos'], to: ['kiPos', 'k'] };
/** What the fallback has written: [lo, hi] of the flush. */
const FALLBACK: Pick<Effect, 'from' | 'to'> = { from: ['fallbackPos'], to: ['fallbackPos', 'status'] };

const stays: Family['fields'] = { sizeAfter: ['size'] };
const failed: Family['fields'] = { ret: [-1], sizeAfter: ['size'] };
const moved: Family['fields'] = {
  ret: ['k'],
  iovAdvance: ['k'],
  sizeAfter: { max: [['size'], ['kiPos', 'k']] },
};

const enter = (direct: 0 | 1): Family => ({
  name: direct ? 'writeDirect' : 'writeBuffered',
  event: 'enter',
  k: { least: 1, most: ['sectors', '-offset'] },
  fields: { pos: ['offset'], count: ['k'], size: ['fileSize'], direct: [direct] },
  effects: [],
});

/** An outcome of a callee that moves nothing. */
const plain = (event: string, name: string, ret: Expression): Family => ({
  name: `${event}${name}`,
  event,
  fields: { ...stays, ret },
  effects: [],
});

/** Before a direct write the range is written back and dropped. */
const PREPARED: readonly Effect[] = [
  { kind: 'writeback', ...REQUEST },
  { kind: 'drop', ...REQUEST },
];

/** `performAdvancesKiPos`: since 6.5 generic_perform_write moves ki_pos itself. */
export function families(performAdvancesKiPos: boolean): readonly Family[] {
  return [
    { name: 'writebackAll', event: 'background', fields: {}, effects: [{ kind: 'writeback', ...ALL }] },
    { name: 'writebackFails', event: 'background', fields: {}, effects: [{ kind: 'lose', ...ALL }] },
    { name: 'dropCaches', event: 'background', fields: {}, effects: [{ kind: 'evict', ...ALL }] },
    enter(0),
    enter(1),
    {
      name: 'checksCut',
      event: 'checks',
      k: { least: 1, most: ['count'] },
      fields: { ret: ['k'], pos: ['pos'] },
      effects: [],
    },
    { name: 'checksZero', event: 'checks', fields: {}, effects: [] },
    { name: 'checksFail', event: 'checks', fields: { ret: [-1] }, effects: [] },
    plain('removePrivs', 'Ok', [0]),
    plain('removePrivs', 'Fails', [-1]),
    plain('updateTime', 'Ok', [0]),
    plain('updateTime', 'Fails', [-1]),
    plain('isDax', 'No', [0]),
    plain('isDax', 'Yes', [1]),
    { name: 'directFlushFails', event: 'direct', fields: failed, effects: [{ kind: 'lose', ...REQUEST }] },
    {
      name: 'directFails',
      event: 'direct',
      k: { least: 0, most: ['iovLeft'] },
      fields: failed,
      effects: [...PREPARED, { kind: 'device', ...FIRST_K }],
    },
    { name: 'directNothing', event: 'direct', fields: stays, effects: PREPARED },
    {
      name: 'directMoves',
      event: 'direct',
      k: { least: 1, most: ['iovLeft'] },
      fields: { ...moved, kiPosAdvance: ['k'] },
      effects: [...PREPARED, { kind: 'device', ...FIRST_K }],
    },
    plain('perform', 'Fails', [-1]),
    plain('perform', 'Nothing', [0]),
    {
      name: 'performMoves',
      event: 'perform',
      k: { least: 1, most: ['iovLeft'] },
      fields: { ...moved, kiPosAdvance: performAdvancesKiPos ? ['k'] : [0] },
      effects: [{ kind: 'cache', ...FIRST_K }],
    },
    { name: 'flushOk', event: 'flush', fields: {}, effects: [{ kind: 'writeback', ...FALLBACK }] },
    {
      // The first k sectors reach the device, the others are lost. Nothing was written: it can fail all the same.
      name: 'flushFails',
      event: 'flush',
      k: { least: 0, most: ['status'] },
      fields: { ret: [-1] },
      effects: [
        { kind: 'writeback', from: ['fallbackPos'], to: ['fallbackPos', 'k'] },
        { kind: 'lose', from: ['fallbackPos', 'k'], to: ['fallbackPos', 'status'] },
      ],
    },
    { name: 'invalidateNone', event: 'invalidate', fields: {}, effects: [] },
    { name: 'invalidateAll', event: 'invalidate', fields: {}, effects: [{ kind: 'evict', ...FALLBACK }] },
  ];
}
