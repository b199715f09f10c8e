import { describe, expect, it } from '@jest/globals';
import { PROFILE_IDS } from '../../contract/index.js';
import { coreOf, walks } from './walk.js';

/** Requests that start at 0 and in the middle, of one byte, of few, and of many. */
const ENTERS = [1, 3, 4096].flatMap((count) =>
  [0, 8192].flatMap((pos) => [0, 1].map((direct) => ({ type: 'enter', class: '', pos, count, size: 0, direct }))),
);

describe.each(PROFILE_IDS)('over every way through the core of %s', (profile) => {
  const all = walks(profile, ENTERS);

  it('there is one exit, and every way comes to it', () => {
    const core = coreOf(profile);
    expect(core.states.filter((state) => state.final)).toHaveLength(1);
    for (const { edges } of all) expect(core.states[edges[edges.length - 1].to].final).toBe(true);
  });

  it('the bdi is published at every callee of the eras that have it, and cleared at the exit', () => {
    const published = coreOf(profile).profile.publishesBdi ? 1 : 0;
    for (const { edges, end } of all) {
      expect(end.bdi).toBe(0);
      expect(edges[0].actions).toContain('publishBdi');
      expect(edges[edges.length - 1].actions).toContain('clearBdi');
    }
    expect(published).toBe(Number(['linux-3.18', 'linux-4.x', 'posix'].includes(profile)));
  });

  it('no callee is the lock, a sync, or called twice', () => {
    for (const { events } of all) {
      const callees = events.slice(1).map(({ type }) => type);
      expect(new Set(callees).size).toBe(callees.length);
      for (const callee of callees) expect(['lock', 'unlock', 'sync']).not.toContain(callee);
    }
  });

  it('the result is written if that is not 0, else err', () => {
    const { output } = coreOf(profile).source;
    for (const { end } of all) expect(output(end as never).ret).toBe(end.written || end.err);
  });

  it('ki_pos never moves back, nor past what is surely or possibly written', () => {
    for (const { end } of all) {
      const sure = end.pos + Math.max(end.written, 0);
      expect(end.kiPos).toBeGreaterThanOrEqual(end.pos);
      expect(end.kiPos).toBeLessThanOrEqual(Math.max(sure, end.zoneTo));
    }
  });
});
