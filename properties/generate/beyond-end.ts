import { isWrite, offered, type Call, type Scenario } from '../../contract/index.js';
import { Believed } from './believed.js';

/** Some call may make the file larger than the suite's disk: elsewhere nobody knows where that limit is. */
export function reachesBeyondEnd(scenario: Scenario): boolean {
  const believed = new Believed(scenario);
  for (const call of scenario.calls) {
    if (endOf(call, believed) > believed.limit) return true;
    believed.apply(call);
  }
  return false;
}

/** Where the file ends after the call, if all of it is done. */
function endOf(call: Call, believed: Believed): number {
  if (call.call === 'ftruncate') return call.length;
  return isWrite(call) ? (believed.positionOf(call) ?? 0) + offered(call) : 0;
}
