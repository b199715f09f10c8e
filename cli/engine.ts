import type { ProfileId, Result, Target } from '../contract/index.js';
import type { CheckOptions } from '../properties/options.js';

/** The parts of the suite that commands run; tests bring fakes. */
export interface Engine {
  readonly check: (options: CheckOptions) => Promise<Result>;
  /** Throws UsageError when there is no such target. */
  readonly resolveTarget: (name: string, profile?: ProfileId) => Target;
}

export async function loadEngine(): Promise<Engine> {
  const [{ check }, { resolveTarget }] = await Promise.all([
    import('../properties/check.js'),
    import('../impl/target.js'),
  ]);
  return { check, resolveTarget };
}
