import type { ProfileId, Result, Target } from '../contract/index.js';
import type { CheckOptions } from '../properties/options.js';
import { noSuchTarget } from './target-name.js';

/** The parts of the suite that commands run; tests bring fakes. */
export interface Engine {
  readonly check: (options: CheckOptions) => Promise<Result>;
  /** Throws UsageError when there is no such target. */
  readonly resolveTarget: (name: string, profile?: ProfileId) => Promise<Target>;
}

/** The real ones, with every family of targets that ships with the package. */
export async function loadEngine(): Promise<Engine> {
  const [{ check }, { familyOf, registerTargets, resolveTarget, targetNames }, { MUTANT_LOOKUP }] = await Promise.all([
    import('../properties/check.js'),
    import('../impl/target.js'),
    import('../fixtures/mutants/index.js'),
  ]);
  registerTargets('mutant', MUTANT_LOOKUP);
  return {
    check,
    async resolveTarget(name, profile) {
      const names = targetNames();
      const listed = names.some((known) => familyOf(known).family === familyOf(name).family);
      if (listed && !names.includes(name)) throw noSuchTarget(name, names);
      return resolveTarget(name, profile);
    },
  };
}
