import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CAPABILITIES, INDUCIBLE_FAULTS, ScenarioSchema, isWrite, type InducibleFault } from '../../contract/index.js';
import { asksMisaligned } from '../generate/misaligned.js';
import { needsOf } from '../generate/needs.js';
import { fileScenarios } from './generate.js';

const sample = (
  induces: readonly InducibleFault[],
  capabilities: readonly (typeof CAPABILITIES)[number][] = CAPABILITIES,
) => fc.sample(fileScenarios('linux-4.x', capabilities, induces), { numRuns: 1000, seed: 1 });

describe('random scenarios at file level', () => {
  const scenarios = sample(INDUCIBLE_FAULTS);

  it('are valid', () => {
    for (const scenario of scenarios) expect(ScenarioSchema.safeParse(scenario).error).toBeUndefined();
  });

  it('ask nothing that only the own disk of the suite can do', () => {
    const calls = new Set(scenarios.flatMap((scenario) => scenario.calls.map(({ call }) => call)));
    for (const call of ['writeback', 'dropCaches', 'powerCut'] as const) expect(calls).not.toContain(call);
  });

  it('arm each fault that strikes after a number of bytes, before a write call that there is', () => {
    const kinds = new Set(scenarios.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['enospcAfter', 'errorAfter', 'shortAfter']);
    for (const { calls, faults } of scenarios)
      for (const { nth } of faults) expect(nth).toBeLessThanOrEqual(calls.filter(isWrite).length);
  });

  it('arm only what the target induces', () => {
    const kinds = new Set(sample(['shortAfter']).flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    expect([...kinds]).toEqual(['shortAfter']);
    expect(sample([]).flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('are misaligned only where the target says what it does then', () => {
    expect(sample([]).some(asksMisaligned)).toBe(false);
    expect(sample(['misaligned']).some(asksMisaligned)).toBe(true);
  });

  it('take an induced fault for the capability that it stands in for', () => {
    for (const scenario of sample([], [])) expect([...needsOf(scenario)]).toEqual([]);
    const needs = new Set(
      sample(['rlimit', 'badSegment', 'readOnly'], []).flatMap((scenario) => [...needsOf(scenario)]),
    );
    expect([...needs].sort()).toEqual(['badSegment', 'readOnlyMount', 'rlimit']);
  });
});
