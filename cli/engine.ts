import type { ProfileId, Result, Target } from '../contract/index.js';
import type { CheckOptions, HuntOptions } from '../properties/options.js';
import { noSuchTarget, type Place } from './target-name.js';

/** The parts of the suite that commands run; tests bring fakes. */
export interface Engine {
  readonly check: (options: CheckOptions) => Promise<Result>;
  readonly hunt: (options: HuntOptions) => Promise<Result>;
  /** Throws UsageError, with the nearest ones, when it can be told from the name alone that there is no such target. */
  readonly requireTarget: (name: string, place?: Place) => void;
  /** Throws UsageError when there is no such target. */
  readonly resolveTarget: (name: string, profile?: ProfileId) => Promise<Target>;
}

/** The real ones, with every family of targets that ships with the package. */
export async function loadEngine(): Promise<Engine> {
  const [{ check }, { hunt }, { familyOf, resolveTarget, targetNames }, { registerFamilies }] = await Promise.all([
    import('../properties/check.js'),
    import('../properties/hunt.js'),
    import('../impl/target.js'),
    import('../properties/search/targets.js'),
  ]);
  registerFamilies();
  const requireTarget = (name: string, place: Place = { example: 'woe check reference', others: [] }): void => {
    const names = targetNames();
    const listed = names.some((known) => familyOf(known).family === familyOf(name).family);
    // `kernel:dir=PATH` stands for any path.
    const open = names.some((known) => known.endsWith('=PATH') && name.startsWith(known.slice(0, -'PATH'.length)));
    if (listed && !open && !names.includes(name)) throw noSuchTarget(name, names, place);
  };
  return {
    check,
    hunt,
    requireTarget,
    async resolveTarget(name, profile) {
      requireTarget(name);
      return resolveTarget(name, profile);
    },
  };
}
