import type { Errno } from '../../contract/index.js';

/**
 * Sequenced writeback errors (errseq_t, since 4.13): every open file description reports an error once.
 * A description remembers the generation that it has seen; 0 = none.
 */
export class Errseq {
  private generation = 0;
  private errno: Errno | 0 = 0;
  private seen = true;

  set(errno: Errno): void {
    if (this.seen) this.generation++;
    this.errno = errno;
    this.seen = false;
  }

  /** What a description that is opened now starts from: an error that nobody saw yet will be reported to it. */
  sample(): number {
    return this.seen ? this.generation : 0;
  }

  /** The newest error if `since` does not cover it, else 0; and the generation to remember. */
  check(since: number): Errno | 0 {
    if (this.generation === since) return 0;
    this.seen = true;
    return this.errno;
  }

  get current(): number {
    return this.generation;
  }
}
