import type { Counterexample } from '../../contract/index.js';
import { headLines } from './comment.js';
import { iterPlanOf } from './iter-plan.js';
import { NODE_ITER_SCRIPT } from './node-iter-script.js';
import { filled } from './template.js';

/** A script for Node that makes the writes of an `iter` level counterexample on a `writeIter`, and checks them. */
export function nodeIterText(found: Counterexample): string {
  const writes = iterPlanOf(found).map(({ index, request, script, expected }) => ({
    index,
    request,
    script,
    expected,
  }));
  return filled(NODE_ITER_SCRIPT, { head: headLines(found), writes: JSON.stringify(writes, null, 2) });
}
