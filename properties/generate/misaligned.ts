import { isWrite, offered, type Call, type Scenario } from '../../contract/index.js';
import { Believed } from './believed.js';

/** A direct request that does not start and end at multiples of the sector size, in each of its segments. */
export function asksMisaligned(scenario: Scenario): boolean {
  const believed = new Believed(scenario);
  for (const call of scenario.calls) {
    if (isMisaligned(call, believed)) return true;
    believed.apply(call);
  }
  return false;
}

function isMisaligned(call: Call, b: Believed): boolean {
  const off = (bytes: number): boolean => bytes % b.sectorSize !== 0;
  const description = 'fd' in call ? b.slots.get(call.fd) : undefined;
  if (!description?.flags.includes('O_DIRECT')) return false;
  if (call.call === 'read') return off(call.length) || off(description.offset);
  if (call.call === 'pread') return off(call.length) || off(call.position);
  if (!isWrite(call)) return false;
  const position = b.positionOf(call);
  if (position === undefined || offered(call) === 0) return false;
  const { rlimitFsize } = b.file;
  const cut = rlimitFsize !== null && off(rlimitFsize) && position + offered(call) > rlimitFsize;
  return cut || off(position) || call.segments.some(({ length }) => off(length));
}
