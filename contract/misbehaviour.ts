import type { MisbehaviourVerdict } from './words.js';

export type { MisbehaviourVerdict } from './words.js';

/** The target did not behave as a target: it threw, or returned what no call can return. Never the suite's own bug. */
export class Misbehaviour extends Error {
  override readonly name = 'Misbehaviour';
  constructor(
    readonly verdict: MisbehaviourVerdict,
    message: string,
    /** What the target left behind, one line each, e.g. the end of its standard error. */
    readonly evidence: readonly string[] = [],
  ) {
    super(message);
  }
}
