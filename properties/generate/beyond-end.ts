import { isWrite, offered, type Call, type ProfileId, type Scenario } from '../../contract/index.js';
import { Believed } from './believed.js';

/**
 * Some call may make the file larger than the suite's disk: elsewhere nobody knows where that limit is. A block device
 * has its own end.
 */
export function reachesBeyondEnd(scenario: Scenario): boolean {
  if (scenario.file.kind === 'block') return false;
  const believed = new Believed(scenario);
  for (const call of scenario.calls) {
    if (endOf(call, believed, scenario.profile) > believed.limit) return true;
    believed.apply(call);
  }
  return false;
}

/** Where the file ends after the call at most, if all of it is done: under POSIX, O_APPEND need not win over a position. */
function endOf(call: Call, believed: Believed, profile: ProfileId): number {
  if (call.call === 'ftruncate') return call.length;
  if (!isWrite(call) || offered(call) === 0) return 0;
  const start = believed.positionOf(call) ?? 0;
  return (profile === 'posix' && 'position' in call ? Math.max(start, call.position) : start) + offered(call);
}
