/** The search's controls once more, as a model checker walks them that knows nothing but the data of a SearchModel. */
import { evaluate as holds } from '../machine/guard.js';
import { evaluate } from './expression.js';
import type { Family } from './families.js';
import { EVENT_FIELDS, type Comparison } from './formulas.js';
import type { SearchModel } from './search-model.js';

type Values = Readonly<Record<string, number>>;
/** Where the core is, and every number: its registers, `writes`, `offset` and `fileSize`. */
export interface Place {
  readonly at: string;
  readonly values: Values;
}

const isTrue = ({ left, is, right }: Comparison, values: Values): boolean => {
  const [a, b] = [values[left], typeof right === 'number' ? right : values[right]];
  return { '<': a < b, '==': a === b, '>': a > b }[is];
};

function stepsOf(model: SearchModel, { at, values }: Place): Place[] {
  const { bounds, families, initial, final } = model;
  if (at === final) return [returned(model, values)];
  const here = model.states.find(({ id }) => id === at);
  return families
    .filter(({ event }) => event === here?.event || (event === 'background' && at === initial))
    .filter(({ event }) => event !== 'enter' || values.writes < bounds.writes)
    .flatMap((family) => {
      const valueOf = (name: string): number => (name === 'sectors' ? bounds.sectors : values[name]);
      const { least, most } = family.k ?? { least: 0, most: [0] };
      const ks = Array.from({ length: Math.max(0, evaluate(most, valueOf) - least + 1) }, (_, i) => least + i);
      return ks.map((k) => told(model, { at, values }, family, (name) => (name === 'k' ? k : valueOf(name))));
    });
}

function told(model: SearchModel, place: Place, family: Family, valueOf: (name: string) => number): Place {
  if (family.event === 'background') return place;
  const values: Record<string, number> = { ...place.values };
  if (family.event === 'enter') values.writes++;
  for (const [field, value] of Object.entries(family.fields))
    values[`e.${field}`] =
      'max' in value ? Math.max(...value.max.map((each) => evaluate(each, valueOf))) : evaluate(value, valueOf);
  const nameOrZero = (name: string): number => values[name] ?? 0;
  const atoms = { ...ZERO_EVENT, ...values };
  const edges = model.states.find(({ id }) => id === place.at)?.edges ?? [];
  const edge = edges.find(({ guard }) => holds(guard, (name) => isTrue(model.atoms[name], atoms)));
  if (!edge) throw new Error(`nothing to take at ${place.at} for ${family.name}`);
  for (const { register, value } of edge.actions.flatMap((name) => model.actions[name]))
    values[register] = evaluate(value, nameOrZero);
  return { at: edge.to, values: withoutEvent(values) };
}

const ZERO_EVENT: Values = Object.fromEntries(EVENT_FIELDS.map((field) => [`e.${field}`, 0]));
const withoutEvent = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('e.')));
const zeros = ({ registers }: SearchModel): Values => Object.fromEntries(registers.map(({ name }) => [name, 0]));

function returned(model: SearchModel, values: Values): Place {
  const { first, second } = model.returns;
  const ret = values[first] !== 0 ? values[first] : values[second];
  const offset = ret > 0 ? values.kiPos % model.bounds.sectors : values.offset;
  return { at: model.initial, values: { ...zeros(model), writes: values.writes, offset, fileSize: values.size } };
}

/** Every place that can be reached, the start first, and the number of steps from all of them. */
export function walked(model: SearchModel): { places: Place[]; steps: number } {
  const { initial: at, fileSize } = model;
  const first: Place = { at, values: { ...zeros(model), writes: 0, offset: 0, fileSize } };
  const found = new Map([[JSON.stringify(first), first]]);
  let steps = 0;
  // A Map hands out what is added while it is walked.
  for (const place of found.values())
    for (const next of stepsOf(model, place)) {
      steps++;
      const text = JSON.stringify(next);
      if (!found.has(text)) found.set(text, next);
    }
  return { places: [...found.values()], steps };
}
