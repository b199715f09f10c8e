/** One way to do the same work; measured side by side with the others. */
export interface Contender {
  /** Unique within its row. */
  readonly name: string;
  /** One line: what it does and checks. */
  readonly what: string;
  /**
   * Does a batch of the work, another one with each `pass` (0, 1, 2, ...); returns how many units it was, e.g. checked
   * write calls. Throws when a check fails.
   */
  run(pass: number): number | Promise<number>;
}
