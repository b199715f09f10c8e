import type { CompiledMachine, Edge } from './compile.js';

/**
 * A way through a machine, from its start on, that was met before: the edges taken and the atom values at each decision.
 * Ways that begin alike share their beginning, so a hot loop that walks them makes no object for a way that it knows.
 */
export class KnownWay {
  private readonly next: KnownWay[] = [];

  private constructor(
    readonly machine: CompiledMachine,
    readonly edges: readonly Edge[],
    readonly bits: readonly number[],
    /** The class of each event, as the caller names it. */
    readonly classes: readonly string[],
  ) {}

  static startOf(machine: CompiledMachine): KnownWay {
    return new KnownWay(machine, [], [], []);
  }

  /** The way that goes on from here over `edge`. */
  along(edge: Edge, bits: number, eventClass: string): KnownWay {
    const { next } = this;
    const last = this.edges.length;
    for (let i = 0; i < next.length; i++)
      if (next[i].edges[last] === edge && next[i].bits[last] === bits && next[i].classes[last] === eventClass)
        return next[i];
    const way = new KnownWay(this.machine, [...this.edges, edge], [...this.bits, bits], [...this.classes, eventClass]);
    next.push(way);
    return way;
  }
}
