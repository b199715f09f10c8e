import type { ProfileId, Scenario } from '../../contract/index.js';
import { walks, type Walk } from '../../model/index.js';
import { iterScenario, type IterWrite } from './scenario.js';
import { choicesOf } from './sweep.js';
import { scriptOf } from './outcomes.js';

/** The second write follows the first: a page each, so that both touch a boundary. */
const COUNT = 4096;
const SIZE = 4096;

/**
 * Every pair of ways through the core, one write after the other on one file: what the first leaves behind (ki_pos,
 * the bdi slot, the lock, i_size) must not show in the second.
 */
export function iterBounded(profile: ProfileId, seed: number): Scenario[] {
  const first = writesAt(profile, 0);
  const second = writesAt(profile, COUNT);
  return first.flatMap((one) => second.map((other) => iterScenario(profile, seed, SIZE, [one, other])));
}

function writesAt(profile: ProfileId, pos: number): IterWrite[] {
  const enter = { type: 'enter', pos, count: COUNT, size: SIZE };
  const starts = [0, 1].map((direct) => ({ ...enter, class: direct ? 'direct' : 'buffered', direct }));
  return walks(profile, starts).map((walk: Walk) => {
    const direct = walk.events[0].direct === 1;
    const script = scriptOf({ profile, pos, count: COUNT, size: SIZE, direct }, choicesOf(walk));
    return { direct, pos, count: COUNT, positioned: false, script };
  });
}
