import type { Exploration, ExploredStep } from '../machine/explore.js';

/** What the ways through one machine touch. States, edges and atoms are indices into its compiled table. */
export interface Ways {
  readonly states: ReadonlySet<number>;
  readonly edges: ReadonlySet<number>;
  /** Two consecutive edges as `pairIndex`. */
  readonly pairs: ReadonlySet<number>;
  /** By state: the vectors of atom values with which its decision is met. */
  readonly vectors: readonly ReadonlySet<number>[];
}

/** The pair as one number, for a machine of `edges` edges: the place in its pair matrix. */
export const pairIndex = (first: number, second: number, edges: number): number => first * edges + second;

/** All ways from the start that consist of allowed steps only. */
export function waysThrough(exploration: Exploration, allowed: (step: ExploredStep) => boolean = () => true): Ways {
  const { machine, configurations } = exploration;
  const out = configurations.map((): ExploredStep[] => []);
  for (const step of exploration.steps) if (allowed(step)) out[step.from].push(step);
  const states = new Set<number>();
  const edges = new Set<number>();
  const pairs = new Set<number>();
  const vectors = machine.states.map(() => new Set<number>());
  // XState lists the initial configuration first. A Set hands out what is added while it is walked.
  const into = configurations.map(() => new Set<number>());
  const reached = new Set([0]);
  for (const configuration of reached) {
    states.add(configurations[configuration].state);
    for (const { to, edge, bits } of out[configuration]) {
      edges.add(edge.index);
      vectors[edge.from].add(bits);
      into[to].add(edge.index);
      reached.add(to);
    }
  }
  for (const configuration of reached)
    for (const { edge } of out[configuration])
      for (const before of into[configuration]) pairs.add(pairIndex(before, edge.index, machine.edges.length));
  return { states, edges, pairs, vectors };
}
