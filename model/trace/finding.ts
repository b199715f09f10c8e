/** A place in a trace. */
export interface TracePlace {
  /** From 1. */
  readonly line: number;
  /** The start of the line as it stands in the trace; not safe to print. */
  readonly text: string;
}

/** One deviation: the line that it is pointed at, and what was expected there. */
export interface TraceFinding extends TracePlace {
  readonly rule: string;
  readonly pid: number;
  readonly fd: number;
  /** Path of the file; empty if it is not known. */
  readonly path: string;
  /** In words; never empty. */
  readonly allowed: readonly string[];
  readonly got: string;
  readonly because: string;
  /** Where it shows, when that is another line than the one it is pointed at. */
  readonly shownBy?: TracePlace;
}
