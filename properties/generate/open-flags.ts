import fc from 'fast-check';
import type { Capability, OpenFlag } from '../../contract/index.js';
import { weighted } from './weighted.js';

type Access = 'O_RDONLY' | 'O_WRONLY' | 'O_RDWR';

/** A descriptor's flags before the capabilities are asked. */
export const someOpenFlags = fc.record({
  access: weighted<Access>([
    ['O_RDWR', 8],
    ['O_WRONLY', 2],
    ['O_RDONLY', 1],
  ]),
  direct: weighted([
    [false, 3],
    [true, 3],
  ]),
  append: weighted([
    [false, 5],
    [true, 1],
  ]),
  sync: weighted<'O_DSYNC' | 'O_SYNC' | null>([
    [null, 8],
    ['O_DSYNC', 1],
    ['O_SYNC', 1],
  ]),
  truncate: weighted([
    [false, 24],
    [true, 1],
  ]),
});
export type AbstractOpenFlags = typeof someOpenFlags extends fc.Arbitrary<infer T> ? T : never;

export function openFlagsOf(choice: AbstractOpenFlags, allowed: ReadonlySet<Capability>): OpenFlag[] {
  const flags: OpenFlag[] = [choice.access];
  if (choice.direct && allowed.has('direct')) flags.push('O_DIRECT');
  if (choice.append && allowed.has('append')) flags.push('O_APPEND');
  if (choice.sync && allowed.has('dsync')) flags.push(choice.sync);
  if (choice.truncate && choice.access !== 'O_RDONLY') flags.push('O_TRUNC');
  return flags;
}
