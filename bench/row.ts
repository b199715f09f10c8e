/** One way to do the work of a table, as it was measured. Rates in units per second. */
export interface Measured {
  readonly name: string;
  readonly what: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many rounds were measured. */
  readonly rounds: number;
}

/** A number that the bench reports and that no test asserts. */
export interface Aim {
  /** What is compared, e.g. `own generator / fc.commands + actor`. */
  readonly what: string;
  readonly got: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** What stands behind the numbers, e.g. `x`, `/s`, ` ms`. */
  readonly unit: string;
}

/** What one row of the bench found. */
export interface Table {
  /** Unique among all tables, e.g. `checked at iter level`. */
  readonly title: string;
  /** What is counted, e.g. `checked writes/s`. */
  readonly unit: string;
  readonly measured: readonly Measured[];
  readonly aims: readonly Aim[];
  /** Lines to be read with the numbers. */
  readonly notes: readonly string[];
  /** What shows it better than numbers: an SVG for `docs/`. */
  readonly picture?: Picture;
}

export interface Picture {
  /** Its name in `docs/`. */
  readonly file: string;
  readonly draw: () => Promise<string>;
}

/** How long to measure. */
export interface Effort {
  /** Rounds in which every contender has its turn. */
  readonly rounds: number;
  /** What a turn takes at least, in milliseconds. */
  readonly turnMs: number;
}

/** A row: a question, and what answers it. */
export interface Row {
  /** The word for `--only`. */
  readonly id: string;
  readonly question: string;
  /** Only measured when it is named. @default false */
  readonly optIn?: boolean;
  measure(effort: Effort): Promise<Table[]>;
}
