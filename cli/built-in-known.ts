import type { CheckOptions } from '../properties/options.js';

/**
 * What a target that ships with the package is known for: lines of its table, which hold under the profile that it
 * declares and no other. One that no longer happens only warns: the kernel that runs here may be a newer one.
 */
export async function builtInKnown(
  target: string,
  profile: CheckOptions['profile'],
): Promise<NonNullable<CheckOptions['known']> | undefined> {
  const { KERNEL_FAMILY, knownOf, declaredProfileOf } = await import('../impl/kernel/index.js');
  if (!target.startsWith(`${KERNEL_FAMILY}:`)) return undefined;
  const lines = knownOf(target);
  if (lines.length === 0 || (profile !== undefined && profile !== declaredProfileOf(target))) return undefined;
  return { lines, stale: 'warn' };
}
