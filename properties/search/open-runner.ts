import type { Target } from '../../contract/index.js';
import { checkedTarget } from '../../impl/doors/define-target.js';
import { familyOf, resolveTarget } from '../../impl/target.js';
import { Pool } from './pool.js';
import { Session, type Runner, type SessionSetup } from './session.js';
import { OWN_PROCESS, registerFamilies } from './targets.js';

/**
 * What runs scenarios on a target: a name is resolved in worker threads, so that an endless loop in it ends as
 * *timed out*; an object, what is asked for with 0 workers, and what lives in a process of its own, is run in this thread.
 * `messageTimeoutMs` is what a driver may take for one message. Throws UsageError when there is no such target.
 */
export async function openRunner(
  target: string | Target,
  setup: SessionSetup,
  workers: number,
  messageTimeoutMs?: number,
): Promise<Runner> {
  if (typeof target !== 'string') return new Session(checkedTarget(target, 'target'), setup);
  registerFamilies(messageTimeoutMs);
  if (workers === 0 || OWN_PROCESS.has(familyOf(target).family))
    return new Session(await resolveTarget(target, setup.profile), setup, target);
  // One disk file can't be shared.
  return Pool.open(target, setup, setup.diskFile === undefined ? workers : 1);
}
