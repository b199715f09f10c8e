import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes `dir` and what is missing above it, one level at a time: where nothing can be made (e.g. below /proc) a recursive
 * mkdir of Node never comes back. Returns what it made, outermost first. Throws what the file system says.
 */
export function makeDirectories(dir: string): string[] {
  const path = resolve(dir);
  if (existsSync(path)) return [];
  const made = makeDirectories(dirname(path));
  mkdirSync(path);
  return [...made, path];
}
