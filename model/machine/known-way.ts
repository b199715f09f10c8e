import type { CompiledMachine, Edge } from './compile.js';

/** Ways that are kept of one machine: a bound on the memory of an endless search. Later ones are made anew each time. */
export const MOST_KNOWN = 20_000;

/**
 * A way through a machine, from its start on: the edges taken, the atom values at each decision, and the class of each
 * event as the caller names it. Ways that begin alike share their beginning, so a hot loop makes no object for a way
 * that was walked before, and one way is one object (up to the bound).
 */
export class KnownWay {
  private static readonly starts = new WeakMap<CompiledMachine, KnownWay>();
  private readonly next: KnownWay[] = [];

  private constructor(
    readonly machine: CompiledMachine,
    /** Null at the start, as `edge` is. */
    readonly before: KnownWay | null,
    /** The last edge taken. */
    readonly edge: Edge | null,
    /** The atom values that selected it. */
    readonly lastBits: number,
    readonly eventClass: string,
    private readonly known: { count: number },
  ) {}

  /** The way on which nothing was taken yet. */
  static startOf(machine: CompiledMachine): KnownWay {
    let start = KnownWay.starts.get(machine);
    if (!start) KnownWay.starts.set(machine, (start = new KnownWay(machine, null, null, 0, '', { count: 0 })));
    return start;
  }

  /** The way that goes on from here over `edge`. */
  along(edge: Edge, bits: number, eventClass = ''): KnownWay {
    const { next, known } = this;
    for (let i = 0; i < next.length; i++)
      if (next[i].edge === edge && next[i].lastBits === bits && next[i].eventClass === eventClass) return next[i];
    const way = new KnownWay(this.machine, this, edge, bits, eventClass, known);
    if (known.count < MOST_KNOWN) {
      known.count++;
      next.push(way);
    }
    return way;
  }

  /** The edges taken, from the first. */
  get edges(): Edge[] {
    return inOrder(this, ({ edge }) => edge as Edge);
  }

  /** The atom values at each decision. */
  get bits(): number[] {
    return inOrder(this, ({ lastBits }) => lastBits);
  }

  /** Each event and its class: `['removePrivs', 'ok']`. */
  get consulted(): [string, string][] {
    return inOrder(this, ({ edge, eventClass }) => [(edge as Edge).event, eventClass]);
  }
}

/** A part of each step of the way, from the first. */
function inOrder<T>(end: KnownWay, part: (way: KnownWay) => T): T[] {
  const parts: T[] = [];
  for (let way = end; way.before; way = way.before) parts.push(part(way));
  return parts.reverse();
}
