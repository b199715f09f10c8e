import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CAPABILITIES,
  DISK_OPERATIONS,
  FAULTS_BY_OPERATION,
  ScenarioSchema,
  isWrite,
  type Scenario,
  type WriteCall,
} from '../../contract/index.js';
import { needsOf } from '../generate/needs.js';
import { MAX_CALLS } from '../generate/scenario.js';
import { diskScenarios } from './generate.js';

const sample = (
  numRuns: number,
  seed = 1,
  capabilities: typeof CAPABILITIES | readonly [] = CAPABILITIES,
): Scenario[] => fc.sample(diskScenarios('linux-4.x', capabilities), { numRuns, seed });

const scenarios = sample(2000);
const writes = scenarios.flatMap(({ calls }) => calls.filter(isWrite));
const positioned = writes.filter((call): call is Extract<WriteCall, { position: number }> => 'position' in call);
const ends = positioned.map((call) => call.position + call.segments.reduce((sum, { length }) => sum + length, 0));

describe('random scenarios at disk level', () => {
  it('are valid', () => {
    for (const scenario of scenarios) expect(ScenarioSchema.safeParse(scenario).error).toBeUndefined();
  });

  it('are the same for the same seed', () => {
    expect(sample(50, 7)).toEqual(sample(50, 7));
    expect(sample(50, 7)).not.toEqual(sample(50, 8));
  });

  it('have no more calls than sources that can be told apart', () => {
    expect(Math.max(...scenarios.map(({ calls }) => calls.length))).toBe(MAX_CALLS);
  });

  it('allocate whole sectors, in order and without overlap', () => {
    for (const { file, disk } of scenarios) {
      let end = 0;
      for (const { from, to } of file.allocated) {
        expect([from % disk.sectorSize, to % disk.sectorSize, from >= end]).toEqual([0, 0, true]);
        end = to;
      }
    }
  });

  it('give a block device its whole size', () => {
    const devices = scenarios.filter(({ file }) => file.kind === 'block');
    expect(devices.length).toBeGreaterThan(20);
    for (const { file, disk } of devices) {
      expect(file.size).toBe(disk.sectors * disk.sectorSize);
      expect(file.allocated).toEqual([{ from: 0, to: file.size }]);
      expect(disk.provisioned).toBe(disk.sectors);
    }
  });

  it.each([0, 1, 511, 512, 513, 4095, 4096, 4097])('write at byte %i', (position) => {
    expect(positioned.some((call) => call.position === position)).toBe(true);
  });

  it.each([-1, 0, 1])('write at i_size %+i, and up to there', (distance) => {
    const sizes = new Set(scenarios.map(({ file }) => file.size));
    expect(positioned.some((call) => sizes.has(call.position - distance))).toBe(true);
    expect(ends.some((end) => sizes.has(end - distance))).toBe(true);
  });

  it.each([-1, 0, 1])('write around s_maxbytes %+i and RLIMIT_FSIZE %+i', (distance) => {
    expect(scenarios.some(({ calls, disk }) => startsAt(calls, disk.sectors * disk.sectorSize + distance))).toBe(true);
    expect(
      scenarios.some(({ calls, file }) => file.rlimitFsize !== null && startsAt(calls, file.rlimitFsize + distance)),
    ).toBe(true);
  });

  it.each([
    'open',
    'writev',
    'pwritev',
    'ftruncate',
    'fdatasync',
    'dup',
    'close',
    'writeback',
    'dropCaches',
    'powerCut',
  ])('call %s', (name) => {
    expect(scenarios.some(({ calls }) => calls.some(({ call }) => call === name))).toBe(true);
  });

  it('inject each kind of disk fault into each operation that has it', () => {
    const injected = new Set(sample(5000).flatMap(({ faults }) => faults.map(({ on, kind }) => `${on} ${kind}`)));
    const possible = DISK_OPERATIONS.flatMap((on) => FAULTS_BY_OPERATION[on].map((kind) => `${on} ${kind}`));
    expect([...injected].sort()).toEqual(possible.sort());
  });

  it('open the file again after a power cut before they use it', () => {
    for (const { calls } of scenarios)
      for (const [index, { call }] of calls.entries())
        if (call === 'powerCut') expect(calls[index + 1].call).toBe('open');
  });

  it('need nothing that the target does not have', () => {
    for (const scenario of sample(500, 1, [])) expect([...needsOf(scenario)]).toEqual([]);
    for (const missing of CAPABILITIES) {
      const others = CAPABILITIES.filter((capability) => capability !== missing);
      for (const scenario of fc.sample(diskScenarios('linux-4.x', others), { numRuns: 200, seed: 1 }))
        expect([...needsOf(scenario)]).not.toContain(missing);
    }
  });

  it('have no DAX inode in an era without DAX', () => {
    const old = fc.sample(diskScenarios('linux-3.18', CAPABILITIES), { numRuns: 500, seed: 1 });
    expect(old.some(({ file }) => file.dax)).toBe(false);
    expect(scenarios.some(({ file }) => file.dax)).toBe(true);
  });
});

const startsAt = (calls: Scenario['calls'], position: number): boolean =>
  calls.some((call) => isWrite(call) && 'position' in call && call.position === position);
