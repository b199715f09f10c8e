import type { RunVerdict } from '../../contract/index.js';

/** The target did not behave as a target: it threw, or returned what no call can return. Never the suite's own bug. */
export class Misbehaviour extends Error {
  override readonly name = 'Misbehaviour';
  constructor(
    readonly verdict: Extract<
      RunVerdict,
      'crashed' | 'timed out' | 'protocol error' | 'invalid result' | 'nondeterministic'
    >,
    message: string,
  ) {
    super(message);
  }
}
