/** Step traces of kernel functions that do as their machines say, found by exploring these: no target is needed. */
import { fieldsOf, fromSigned, type KernelFunction, type KernelStep, type ProfileId } from '../../contract/index.js';
import { explore, type Exploration, type ExploredStep } from '../machine/explore.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';

const explored = new Map<string, Exploration>();

function explorationOf(fn: KernelFunction, profile: ProfileId): Exploration {
  const key = `${fn} ${profile}`;
  let found = explored.get(key);
  if (!found) explored.set(key, (found = explore(compiled(fn, PROFILES[profile]))));
  return found;
}

/** Shortest ways from the start to each configuration, nearest first. */
function ways({ configurations, steps }: Exploration): ExploredStep[][] {
  const leaving = configurations.map((): ExploredStep[] => []);
  for (const step of steps) leaving[step.from].push(step);
  const found = new Map<number, ExploredStep[]>([[0, []]]);
  // A Map hands out what is added while it is walked.
  for (const [configuration, way] of found)
    for (const step of leaving[configuration]) if (!found.has(step.to)) found.set(step.to, [...way, step]);
  return [...found.values()];
}

const kernelStep = (fn: KernelFunction, at: string, values: Readonly<Record<string, unknown>>): KernelStep => {
  const fields = (fieldsOf(fn, at) ?? []).map((field): [string, unknown] => {
    const value = Number(values[field] ?? 0);
    return [field, field === 'ret' ? fromSigned(value) : value];
  });
  return { fn, at, ...Object.fromEntries(fields) };
};

/** As the machine is told it, with the arguments that it expects. */
function stepsAlong({ machine, configurations }: Exploration, way: readonly ExploredStep[]): KernelStep[] {
  return way.map(({ from, event }) => {
    const { state, registers } = configurations[from];
    return kernelStep(machine.name, event.type, { ...event, ...machine.states[state].expects?.(registers) });
  });
}

/** From `enter` to `return`, one of the shortest that contains a step `at`. */
export function traceWith(fn: KernelFunction, at: string, profile: ProfileId = 'linux-4.x'): KernelStep[] {
  const exploration = explorationOf(fn, profile);
  for (const way of ways(exploration)) {
    const end = exploration.configurations[way.at(-1)?.to ?? 0];
    if (!end.output || !(at === 'return' || way.some(({ event }) => event.type === at))) continue;
    return [...stepsAlong(exploration, way), kernelStep(fn, 'return', end.output)];
  }
  throw new Error(`no way through ${fn} of ${profile} has the step ${at}`);
}
