import { describe, expect, it } from '@jest/globals';
import type { OpenFlag, Range, Scenario } from '../../../contract/index.js';
import { FileState, isWritable } from './state.js';
import { SCENARIO } from './story.sample.js';

const FILE = SCENARIO.file;
const stateOf = (scenario: Partial<Scenario>): FileState => new FileState({ ...SCENARIO, ...scenario });

describe('what a file may hold before the first call', () => {
  it.each<[string, number, Range[], [from: number, to: number, source: string][]]>([
    ['an empty file', 0, [], [[0, Infinity, 'hole']]],
    ['a hole', 512, [], [[0, Infinity, 'hole']]],
    [
      'what is stored, and a hole behind',
      512,
      [{ from: 0, to: 512 }],
      [
        [0, 512, 'initial'],
        [512, Infinity, 'hole'],
      ],
    ],
    [
      'a hole before and between',
      4096,
      [
        { from: 512, to: 1024 },
        { from: 2048, to: 4096 },
      ],
      [
        [0, 512, 'hole'],
        [512, 1024, 'initial'],
        [1024, 2048, 'hole'],
        [2048, 4096, 'initial'],
        [4096, Infinity, 'hole'],
      ],
    ],
    [
      'nothing behind the size, though it is allocated',
      700,
      [
        { from: 0, to: 1024 },
        { from: 2048, to: 4096 },
      ],
      [
        [0, 700, 'initial'],
        [700, Infinity, 'hole'],
      ],
    ],
  ])('%s', (_, size, allocated, cells) => {
    const state = stateOf({ file: { ...FILE, size, allocated } });
    expect(state.cells.all()).toEqual(
      cells.map(([from, to, source]) => ({ from, to, now: [source], device: [source], durable: [source], seen: null })),
    );
  });

  it('a power cut leaves size, mode and capability', () => {
    const state = stateOf({ file: { ...FILE, size: 700, mode: 0o600, capability: true } });
    expect([state.durableSizes, state.durableModes, state.durableCapabilities]).toEqual([
      new Set([700]),
      new Set([0o600]),
      new Set([true]),
    ]);
  });
});

it('the largest offset is the end of the disk', () => {
  expect(stateOf({ disk: { sectorSize: 4096, sectors: 3, provisioned: 1 } }).maxBytes).toBe(12_288);
});

it.each<[OpenFlag[], boolean]>([
  [[], false],
  [['O_RDONLY', 'O_APPEND', 'O_DIRECT', 'O_DSYNC', 'O_SYNC', 'O_TRUNC'], false],
  [['O_APPEND', 'O_WRONLY'], true],
  [['O_RDWR'], true],
])('a descriptor opened with %j writes: %p', (flags, writable) => {
  expect(isWritable(flags)).toBe(writable);
});
