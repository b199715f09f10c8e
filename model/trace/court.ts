import type { TraceEvent } from '../../contract/trace-event.js';
import type { Profile } from '../profile.js';
import type { TraceFinding, TracePlace } from './finding.js';
import { Tally } from './tally.js';
import { TRACE_RULES } from './trace-rules.js';

/** What a deviation says beyond its place. */
export interface Charge {
  readonly allowed: readonly string[];
  readonly got: string;
  readonly because: string;
}

/** Takes down verdicts: counts them, and hands deviations on. */
export class Court {
  readonly tally = new Tally();
  /** A read was in the trace: the recording includes reads. */
  readsSeen = false;

  constructor(
    readonly profile: Profile,
    private readonly onFinding: (finding: TraceFinding) => void,
    /** The start of the line that is judged now. */
    private readonly lineText: () => string,
  ) {}

  here(e: TraceEvent): TracePlace {
    return { line: e.line, text: this.lineText() };
  }

  deviates(rule: number, e: TraceEvent, path: string, charge: Charge): void {
    this.accuse(rule, { ...this.here(e), pid: e.pid, fd: e.fd, path }, charge);
  }

  accuse(
    rule: number,
    at: Pick<TraceFinding, 'line' | 'text' | 'pid' | 'fd' | 'path' | 'shownBy'>,
    charge: Charge,
  ): void {
    this.tally.deviating[rule]++;
    this.onFinding({ rule: TRACE_RULES[rule].id, ...at, ...charge });
  }
}
