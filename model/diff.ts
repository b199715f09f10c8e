import { fromSigned, type ProfileId } from '../contract/index.js';
import { classOf } from './leaves/class-of.js';
import { leafOf } from './leaves/names.js';
import { INPUTS } from './leaves/table.js';
import { coreOf } from './leaves/walk.js';
import { Invocation } from './machine/invocation.js';
import type { KernelEvent } from './machine/kernel-machine.js';
import type { CoreRegisters } from './machines/core.js';

/** How one profile's core ends, as its caller sees it. Offsets are relative to P. */
export interface Ending {
  readonly leaf: string;
  readonly ret: string;
  readonly kiPos: number;
  readonly iovUsed: number;
  readonly callees: readonly string[];
}

/** A scenario on which two profiles end differently. */
export interface ProfileDifference {
  /** Bytes offered. */
  readonly count: number;
  /** The outcomes that either profile consulted. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly a: Ending;
  readonly b: Ending;
  /** Which parts of the ending differ. */
  readonly differs: readonly (keyof Ending)[];
}

const COUNTS = [1, 2, 3];
const POS = 8192;
const COMPARED: readonly (keyof Ending)[] = ['ret', 'kiPos', 'iovUsed', 'callees'];

/**
 * Scripts of the core's callees on which two profiles end differently, smallest first: fewest bytes, then fewest inputs.
 * The bdi is left out: it differs in all or in none. Each way through the two machines is listed once.
 */
export function diffProfiles(a: ProfileId, b: ProfileId): ProfileDifference[] {
  const found = new Map<string, ProfileDifference>();
  for (const count of COUNTS)
    for (const inputs of assignments()) {
      const ends = [run(a, count, inputs), run(b, count, inputs)] as const;
      if (!ends[0] || !ends[1]) continue;
      const [first, second] = ends;
      const differs = COMPARED.filter((part) => String(first.ending[part]) !== String(second.ending[part]));
      const consulted = { ...first.consulted, ...second.consulted };
      const key = JSON.stringify(consulted);
      if (differs.length > 0 && !found.has(key))
        found.set(key, { count, inputs: consulted, a: first.ending, b: second.ending, differs });
    }
  return [...found.values()].sort(
    (x, y) => x.count - y.count || Object.keys(x.inputs).length - Object.keys(y.inputs).length,
  );
}

function assignments(): Record<string, string>[] {
  return Object.entries(INPUTS).reduce<Record<string, string>[]>(
    (all, [input, classes]) => all.flatMap((chosen) => classes.map((outcome) => ({ ...chosen, [input]: outcome }))),
    [{}],
  );
}

function run(
  profile: ProfileId,
  count: number,
  inputs: Readonly<Record<string, string>>,
): { ending: Ending; consulted: Record<string, string> } | undefined {
  const core = coreOf(profile);
  const way = new Invocation(core);
  const registers = way.registers as CoreRegisters;
  const direct = inputs.mode === 'direct' ? 1 : 0;
  way.take({ type: 'enter', pos: POS, count, size: 0, direct });
  const classes: [string, string][] = [];
  const consulted: Record<string, string> = { mode: inputs.mode };
  while (!way.state.final) {
    const { event } = way.state;
    const wanted = event === 'invalidate' ? 'ok' : inputs[event];
    const sample = core.source
      .samples(registers as never, event)
      .find((candidate: KernelEvent) => candidate.class === wanted);
    if (!sample) return undefined;
    classes.push([event, classOf(event, sample, registers)]);
    if (event !== 'invalidate') consulted[event] = wanted;
    way.take(sample);
  }
  const { output } = way;
  const ending = {
    leaf: leafOf(classes),
    ret: String(fromSigned(output.ret)),
    kiPos: output.kiPos - POS,
    iovUsed: count - output.iovLeft,
    callees: classes.map(([callee]) => callee),
  };
  return { ending, consulted };
}
