import { UsageError, preview } from '../../contract/index.js';

/** A member of an object that someone else wrote, and how a right one looks. */
export interface Member {
  /** Its way from the top, with dots. */
  readonly path: string;
  readonly optional?: boolean;
  readonly isRight: (value: unknown) => boolean;
  readonly expected: string;
  readonly example: string;
}

/** Throws UsageError when it is missing or wrong. A member of what is not there itself is not missed. */
export function requireMember(
  object: object,
  { path, optional, isRight, expected, example }: Member,
  what: string,
): void {
  const parts = path.split('.');
  let holder: unknown = object;
  for (const part of parts.slice(0, -1)) holder = (holder as Record<string, unknown> | undefined)?.[part];
  if (holder === undefined) return;
  const value = (holder as Record<string, unknown>)[parts[parts.length - 1]];
  if ((optional && value === undefined) || isRight(value)) return;
  throw new UsageError(`${what}: ${path}: expected ${expected}, got ${preview(value)}; e.g. ${example}`);
}
