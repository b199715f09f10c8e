import { KERNEL_FUNCTIONS, type Deviation } from '../../contract/index.js';
import type { Explanation } from './explanation.js';

const MOST_LINES = 10;
const CORE = '__generic_file_write_iter';

/** Said elsewhere: the leaves by the decision table, the ranges by the map. */
const LEAF = /^(leaf )?[A-Z]\d+(: |$)/;
const RANGE = /^\[\d+, (\d+|Infinity)\) may hold /;

/**
 * The way through the model. A long one, of all functions of a step trace, is cut to the core's and `kernelFunction`'s,
 * and to its end. What is said elsewhere is left out.
 */
export function pathOf({ path }: Deviation, kernelFunction: string | undefined, mapped: boolean): Explanation['path'] {
  const steps = path.filter((line) => !LEAF.test(line) && !(mapped && RANGE.test(line)));
  if (steps.length <= MOST_LINES) return { lines: steps, leftOut: 0 };
  const own = steps.filter((line) => [undefined, CORE, kernelFunction].includes(functionOf(line)));
  const lines = own.slice(-MOST_LINES);
  return { lines, leftOut: steps.length - lines.length };
}

const functionOf = (line: string): string | undefined =>
  (KERNEL_FUNCTIONS as readonly string[]).find((name) => line.startsWith(`${name}: `));
