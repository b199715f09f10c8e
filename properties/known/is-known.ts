import picomatch from 'picomatch';
import {
  isWrite,
  type Deviation,
  type KnownDeviation,
  type OpenFlag,
  type Scenario,
  type WriteTrait,
} from '../../contract/index.js';

/** A deviation and the scenario on which it was met. */
export interface Met {
  readonly deviation: Deviation;
  readonly scenario: Scenario;
}

/** The line speaks of this rule, at this level. */
export const speaksOf = ({ deviation, scenario }: Met, { rule, level }: KnownDeviation): boolean =>
  picomatch.isMatch(deviation.rule, rule) && (level === undefined || level === scenario.level);

/** The line speaks of it, the symptom is the same, and what it needs was called. */
export function isKnownAs(met: Met, line: KnownDeviation): boolean {
  const [{ observable, direction }] = met.deviation.differences;
  if (observable !== line.observable || direction !== line.direction || !speaksOf(met, line)) return false;
  return line.when === undefined || writeHas(met, line.when);
}

/** One write call up to the deviating one has all the traits. */
function writeHas({ deviation, scenario: { calls } }: Met, wanted: readonly WriteTrait[]): boolean {
  const flags = new Map<number, readonly OpenFlag[]>();
  return calls.slice(0, deviation.call + 1).some((call) => {
    if (call.call === 'open') flags.set(call.fd, call.flags);
    if (call.call === 'dup') flags.set(call.as, flags.get(call.fd) ?? []);
    if (!isWrite(call)) return false;
    const has: Record<WriteTrait, boolean> = {
      direct: flags.get(call.fd)?.includes('O_DIRECT') ?? false,
      append: flags.get(call.fd)?.includes('O_APPEND') ?? false,
      badSegment: call.segments.some(({ length, readable }) => readable < length),
    };
    return wanted.every((trait) => has[trait]);
  });
}
