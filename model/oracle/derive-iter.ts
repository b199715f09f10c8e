import type { Callee, Outcome } from '../../contract/index.js';
import { leafTable, type Leaf } from '../leaves/table.js';
import { PROFILES } from '../profile.js';
import type { IterExpectation } from './iter.js';
import { leafStory } from './leaf-story.js';

/** Why exactly this value is allowed at `iter` level, in the numbers of the callee script. */

/** From the leaf: what the callees returned, and what the return rule makes of it. */
export const becauseOfLeaf = (expected: IterExpectation): string =>
  leafStory(leafIn(expected), (callee) => String(expected.script[callee as Callee]?.ret));

/** ki_pos: where it started, what each callee and the core itself added. */
export function becauseOfMoves(expected: IterExpectation): string {
  const { leaf, request, kiPos } = expected;
  const moves = called(expected).map(([callee, outcome]) => [outcome.kiPosAdvance, `by ${callee}`] as const);
  return `${leaf}: ki_pos ${sum(request.pos, moves, kiPos, 'by the core')}`;
}

/** The iov: what was offered, what each callee used up. */
export function becauseOfIov(expected: IterExpectation): string {
  const { leaf, request, iovLeft } = expected;
  const moves = called(expected).map(([callee, outcome]) => [-outcome.iovAdvance, `by ${callee}`] as const);
  return `${leaf}: iov ${sum(request.count, moves, iovLeft, 'cut by the checks')}`;
}

/** The callees in the order of the leaf, each with what it returned. */
export function becauseOfPath(expected: IterExpectation): string {
  const steps = called(expected).map(([callee, { ret }]) => `${callee} ${ret}`);
  return `${expected.leaf}: after ${steps.slice(0, -1).join(', ') || 'entry'} comes ${steps.at(-1) ?? 'nothing'}, then the exit`;
}

export const becauseOfBdi = ({ profile }: IterExpectation): string =>
  PROFILES[profile].publishesBdi
    ? 'the core publishes the bdi at entry and sets it to NULL at its single exit'
    : 'the core of this era has no bdi: the slot stays NULL';

export const BECAUSE_OF_LOCK = 'the caller holds i_mutex: the core neither takes nor drops it';

function called(expected: IterExpectation): [Callee, Outcome][] {
  return expected.callees.flatMap(({ callee }) => {
    const outcome = expected.script[callee];
    return outcome ? [[callee, outcome] as [Callee, Outcome]] : [];
  });
}

/** `8192 + 4096 by direct - 512 by the core`: the terms, then what is left to explain the total. */
function sum(start: number, terms: readonly (readonly [number, string])[], total: number, rest: string): string {
  const left = total - terms.reduce((done, [term]) => done + term, start);
  const shown = [...terms, [left, rest] as const].filter(([term]) => term !== 0);
  return [start, ...shown.map(([term, by]) => `${term < 0 ? '-' : '+'} ${Math.abs(term)} ${by}`)].join(' ');
}

function leafIn({ leaf, profile }: IterExpectation): Leaf {
  const row = leafTable(profile).find(({ id }) => id === leaf);
  if (!row) throw new Error(`${profile} has no leaf ${leaf}`);
  return row;
}
