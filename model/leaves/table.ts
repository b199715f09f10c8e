import type { ProfileId } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import { PROFILES } from '../profile.js';
import { formOf, type Form, type Sizes } from './forms.js';
import { LEAF_NAMES, leafOf } from './names.js';
import { walks, type Walk } from './walk.js';

/** One row of the decision table, computed from the machine. Offsets are relative to P. */
export interface Leaf {
  readonly id: string;
  readonly condition: string;
  /** How many combinations of all inputs end here. */
  readonly combinations: number;
  readonly returns: Form;
  /** Change of ki_pos. */
  readonly kiPos: Form;
  readonly iov: Form;
  /** Bytes that are surely written. */
  readonly written: Form;
  /** Where a part of the request may hold old or new bytes: [from, to), or null. */
  readonly zone: { readonly from: Form; readonly to: Form } | null;
  /** Whether the fallback's invalidation is called; with f = 0 its range is inverted. */
  readonly invalidates: 'no' | 'yes' | 'inverted range';
  /** Ids of the core's transitions on the way. */
  readonly edges: readonly string[];
  readonly consulted: readonly (readonly [string, string])[];
}

/** The inputs of the decision table and their classes; which of them exist depends on the profile. */
export const INPUTS: Readonly<Record<string, readonly string[]>> = {
  checks: ['ok', 'zero', 'error'],
  removePrivs: ['ok', 'error'],
  updateTime: ['ok', 'error'],
  mode: ['buffered', 'direct'],
  direct: ['<0', '0', 'part', 'full'],
  isDax: ['no', 'yes'],
  perform: ['<0', '0', 'part', 'full'],
  flush: ['ok', 'error'],
};

/** All combinations of the inputs of era 4.x; 3.18 consults its own checks too. */
export function inputsOf(profile: ProfileId): [string, readonly string[]][] {
  return Object.entries(INPUTS).filter(([input]) => input !== 'checks' || PROFILES[profile].checksInside);
}

/** Requests of different sizes, so that an expression can't fit by accident. */
const ENTERS: readonly KernelEvent[] = [3, 9, 1000].flatMap((count, i) =>
  [0, 1].map((direct) => ({ type: 'enter', pos: 8192 * (i + 1), count, size: 0, direct })),
);

const consultedIn = (walk: Walk): [string, string][] =>
  walk.events.slice(1).map((event) => [event.type, String(event.class)]);

function sizesOf(walk: Walk): Sizes {
  const moved = (type: string): number => {
    const event = walk.events.find((e) => e.type === type);
    return event ? Math.max(Number(event.ret), 0) : 0;
  };
  return { d: moved('direct'), f: moved('perform'), n: Number(walk.events[0].count) };
}

/** `mode` is consulted where a transition asks whether IOCB_DIRECT is set, so not before privileges and times succeeded. */
const consultsMode = (walk: Walk): boolean => walk.events.some((e) => e.type === 'direct' || e.type === 'perform');

function combinationsOf(walk: Walk, profile: ProfileId): number {
  const consulted = new Set(consultedIn(walk).map(([input]) => input));
  if (consultsMode(walk)) consulted.add('mode');
  return inputsOf(profile)
    .filter(([input]) => !consulted.has(input))
    .reduce((product, [, classes]) => product * classes.length, 1);
}

/** An error that is returned has ended the call: the callee that failed is the last one that was asked. */
function errorForm([{ events, end }]: readonly Walk[]): Form {
  const { type } = events[events.length - 1];
  if (type === 'flush') return 'e of the flush';
  return type === 'perform' && end.direct === 1 ? 'e of the fallback' : 'e';
}

function rowOf(id: string, condition: string, group: readonly Walk[], profile: ProfileId): Leaf {
  const sizes = group.map(sizesOf);
  const form = (value: (walk: Walk) => number): Form => formOf(group.map(value), sizes);
  const ret = (walk: Walk): number => (walk.end.written !== 0 ? walk.end.written : walk.end.err);
  const doubted = group.every((walk) => walk.end.zoneTo > walk.end.zoneFrom);
  return {
    id,
    condition,
    combinations: combinationsOf(group[0], profile),
    returns: group.every((walk) => ret(walk) < 0) ? errorForm(group) : form(ret),
    kiPos: form((walk) => walk.end.kiPos - walk.end.pos),
    iov: form((walk) => walk.end.count - walk.end.iovLeft),
    written: form((walk) => Math.max(walk.end.written, 0)),
    zone: doubted ? { from: form((w) => w.end.zoneFrom - w.end.pos), to: form((w) => w.end.zoneTo - w.end.pos) } : null,
    invalidates: group[0].end.invalidated === 0 ? 'no' : group[0].end.status > 0 ? 'yes' : 'inverted range',
    edges: group[0].edges.map((edge) => edge.id),
    consulted: consultedIn(group[0]),
  };
}

const tables = new Map<ProfileId, readonly Leaf[]>();

/** The decision table of a profile, in the order of LEAF_NAMES. */
export function leafTable(profile: ProfileId): readonly Leaf[] {
  const known = tables.get(profile);
  if (known) return known;
  const groups = new Map<string, Walk[]>();
  for (const walk of walks(profile, ENTERS)) {
    const id = leafOf(consultedIn(walk));
    groups.set(id, [...(groups.get(id) ?? []), walk]);
  }
  const table = LEAF_NAMES.flatMap(({ id, condition }) => {
    const group = groups.get(id);
    return group ? [rowOf(id, condition, group, profile)] : [];
  });
  tables.set(profile, table);
  return table;
}

/** Every combination of the inputs, with the leaf it falls into. */
export function combinations(profile: ProfileId): { inputs: Record<string, string>; leaf: string }[] {
  const inputs = inputsOf(profile);
  const leaves = leafTable(profile);
  const all: { inputs: Record<string, string>; leaf: string }[] = [];
  const assign = (index: number, chosen: Record<string, string>): void => {
    if (index < inputs.length) {
      const [input, classes] = inputs[index];
      for (const outcome of classes) assign(index + 1, { ...chosen, [input]: outcome });
      return;
    }
    const fitting = leaves.filter((leaf) => fits(leaf, chosen));
    if (fitting.length !== 1) throw new Error(`${fitting.length} leaves fit ${JSON.stringify(chosen)}`);
    all.push({ inputs: chosen, leaf: fitting[0].id });
  };
  assign(0, {});
  return all;
}

function fits(leaf: Leaf, chosen: Readonly<Record<string, string>>): boolean {
  const mode = leaf.consulted.some(([input]) => input === 'direct') ? 'direct' : 'buffered';
  const asksMode = leaf.consulted.some(([input]) => input === 'direct' || input === 'perform');
  return (
    (!asksMode || chosen.mode === mode) &&
    leaf.consulted.every(([input, outcome]) => input === 'invalidate' || chosen[input] === outcome)
  );
}
