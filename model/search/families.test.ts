import { expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import type { CoreRegisters } from '../machines/core.js';
import { CORE } from '../machines/core.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { stepsFrom } from './control.js';
import { families } from './families.js';

/** The first write asks for two of three sectors, behind the one that the file has. */
const REQUEST = { pos: 1, kiPos: 1, count: 2, iovLeft: 2, size: 1 };
/** One of them was written directly, the other by the fallback. */
const FLUSHED = { ...REQUEST, direct: 1, written: 1, kiPos: 2, fallbackPos: 2, status: 1, iovLeft: 0, size: 3 };

/** By outcome: where the core goes, what changes in its registers, and what happens to the sectors. */
function outcomes(profile: ProfileId, at: string, registers: Partial<CoreRegisters>): string[] {
  const machine = compiled(CORE.name, PROFILES[profile]);
  const here = { ...(CORE.registers(PROFILES[profile]) as CoreRegisters), ...registers };
  const state = machine.states.findIndex(({ id }) => id === at);
  const writes = at === 'entry' ? 0 : 1;
  const control = { state, registers: here, writes, offset: 1, fileSize: 1 };
  const table = families(PROFILES[profile].performAdvancesKiPos);
  return stepsFrom(machine, { sectors: 3, writes: 1 }, table, control).map(({ name, k, effects, control: next }) => {
    const changes = Object.entries(next.registers)
      .filter(([register, value]) => value !== here[register as keyof CoreRegisters])
      .map(([register, value]) => `${register}=${value}`);
    const done = effects.map(({ kind, from, to, version }) => `${kind} ${from}-${to} v${version}`);
    const place = next.state === state ? [] : [machine.states[next.state].id];
    return [`${name} ${k}:`, ...place, ...changes, ...done].join(' ');
  });
}

test.each<[what: string, at: string, registers: Partial<CoreRegisters>, outcomes: readonly string[]]>([
  [
    'between two calls there is writeback, good or failed, and eviction; a request starts at the offset',
    'entry',
    {},
    [
      'writebackAll 0: writeback 0-3 v0',
      'writebackFails 0: lose 0-3 v0',
      'dropCaches 0: evict 0-3 v0',
      'writeBuffered 1: removingPrivs pos=1 count=1 size=1 iovLeft=1 kiPos=1 bdi=1',
      'writeBuffered 2: removingPrivs pos=1 count=2 size=1 iovLeft=2 kiPos=1 bdi=1',
      'writeDirect 1: removingPrivs pos=1 count=1 size=1 direct=1 iovLeft=1 kiPos=1 bdi=1',
      'writeDirect 2: removingPrivs pos=1 count=2 size=1 direct=1 iovLeft=2 kiPos=1 bdi=1',
    ],
  ],
  ['privileges', 'removingPrivs', REQUEST, ['removePrivsOk 0: updatingTime', 'removePrivsFails 0: done err=-1']],
  ['times', 'updatingTime', REQUEST, ['updateTimeOk 0: writingBuffered', 'updateTimeFails 0: done err=-1']],
  ['DAX', 'askingDax', { ...REQUEST, direct: 1 }, ['isDaxNo 0: fallingBack', 'isDaxYes 0: done']],
  [
    'a direct write fails before or after some sectors, or moves any of them; the range was written back and dropped',
    'writingDirectly',
    { ...REQUEST, direct: 1 },
    [
      'directFlushFails 0: done written=-1 zoneFrom=1 zoneTo=3 lose 1-3 v1',
      'directFails 0: done written=-1 zoneFrom=1 zoneTo=3 writeback 1-3 v1 drop 1-3 v1 device 1-1 v1',
      'directFails 1: done written=-1 zoneFrom=1 zoneTo=3 writeback 1-3 v1 drop 1-3 v1 device 1-2 v1',
      'directFails 2: done written=-1 zoneFrom=1 zoneTo=3 writeback 1-3 v1 drop 1-3 v1 device 1-3 v1',
      'directNothing 0: askingDax writeback 1-3 v1 drop 1-3 v1',
      'directMoves 1: askingDax size=2 iovLeft=1 kiPos=2 written=1 writeback 1-3 v1 drop 1-3 v1 device 1-2 v1',
      'directMoves 2: done size=3 iovLeft=0 kiPos=3 written=2 writeback 1-3 v1 drop 1-3 v1 device 1-3 v1',
    ],
  ],
  [
    'a buffered write fails, does nothing, or dirties any number of sectors',
    'writingBuffered',
    REQUEST,
    [
      'performFails 0: done written=-1',
      'performNothing 0: done',
      'performMoves 1: done size=2 iovLeft=1 kiPos=2 written=1 cache 1-2 v1',
      'performMoves 2: done size=3 iovLeft=0 kiPos=3 written=2 cache 1-3 v1',
    ],
  ],
  [
    'inside the file i_size stays',
    'writingBuffered',
    { ...REQUEST, pos: 0, kiPos: 0, size: 3, count: 1, iovLeft: 1 },
    [
      'performFails 0: done written=-1',
      'performNothing 0: done',
      'performMoves 1: done iovLeft=0 kiPos=1 written=1 cache 0-1 v1',
    ],
  ],
  [
    'the flush of the fallback succeeds, or fails after any of its sectors: the others are lost',
    'flushing',
    FLUSHED,
    [
      'flushOk 0: invalidating kiPos=3 written=2 writeback 2-3 v1',
      'flushFails 0: done err=-1 zoneFrom=2 zoneTo=3 writeback 2-2 v1 lose 2-3 v1',
      'flushFails 1: done err=-1 zoneFrom=2 zoneTo=3 writeback 2-3 v1 lose 3-3 v1',
    ],
  ],
  [
    'invalidation is best effort: none or all',
    'invalidating',
    FLUSHED,
    ['invalidateNone 0: done invalidated=1', 'invalidateAll 0: done invalidated=1 evict 2-3 v1'],
  ],
])('%s', (_, at, registers, expected) => {
  expect(outcomes('linux-4.x', at, registers)).toEqual(expected);
});

test('the checks that 3.18 makes inside cut the request, let nothing through, or fail', () => {
  expect(outcomes('linux-3.18', 'checking', REQUEST)).toEqual([
    'checksCut 1: removingPrivs count=1 iovLeft=1',
    'checksCut 2: removingPrivs',
    'checksZero 0: done',
    'checksFail 0: done err=-1',
  ]);
});

test('since 6.5 the buffered fallback moves ki_pos itself', () => {
  const fallingBack = { ...REQUEST, direct: 1 };
  expect(outcomes('linux-4.x', 'fallingBack', fallingBack)).toContain(
    'performMoves 1: flushing size=2 iovLeft=1 fallbackPos=1 status=1 cache 1-2 v1',
  );
  expect(outcomes('linux-6.x', 'fallingBack', fallingBack)).toContain(
    'performMoves 1: flushing size=2 iovLeft=1 kiPos=2 fallbackPos=1 status=1 cache 1-2 v1',
  );
});

test('when no write is left, only what happens between two calls goes on', () => {
  const machine = compiled(CORE.name, PROFILES['linux-4.x']);
  const registers = CORE.registers(PROFILES['linux-4.x']) as CoreRegisters;
  const control = { state: machine.initial, registers, writes: 1, offset: 0, fileSize: 1 };
  const names = stepsFrom(machine, { sectors: 3, writes: 1 }, families(false), control).map(({ name }) => name);
  expect(names).toEqual(['writebackAll', 'writebackFails', 'dropCaches']);
});
