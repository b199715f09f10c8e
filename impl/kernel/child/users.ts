import { readFileSync } from 'node:fs';

/** A user that scenarios know besides root. */
const SOMEBODY = 1000;

/** Whether there are others than root here. A user namespace made without privileges has none: no file can be theirs. */
export const hasOtherUsers = (): boolean => isMapped(SOMEBODY, readFileSync('/proc/self/uid_map', 'utf8'));

/** `uidMap`: a line for each range, with its first uid inside, outside, and how many there are. Source: user_namespaces(7). */
export function isMapped(uid: number, uidMap: string): boolean {
  return uidMap
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([first, , count]) => uid >= first && uid < first + count);
}
