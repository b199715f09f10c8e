import type { SearchModel } from '../model/index.js';
import { expressionText, type Expression } from '../model/search/expression.js';
import { atomsOf, type Guard } from '../model/machine/guard.js';
import type { Effect, Family } from '../model/search/families.js';
import { EVENT_FIELDS, type Assignment, type Comparison } from '../model/search/formulas.js';
import type { RegisterRange, SearchState } from '../model/search/search-model.js';

/**
 * The exhaustive search in Promela, for Spin. One step there is one step here, so both count the same states: each
 * step is a d_step, whose inside is never stored, and what only lives within a step is hidden.
 */
export function promelaText(model: SearchModel): string {
  return [
    ...head(model),
    '',
    ...variables(model),
    '',
    ...SECTOR_EFFECTS,
    '',
    '/* The conditions of the machine, over its registers and the outcome of the callee. */',
    ...Object.entries(model.atoms).map(([name, atom]) => `#define ${atomName(name)} (${comparisonText(atom)})`),
    '',
    '/* Its actions. */',
    ...Object.entries(model.actions).map(([name, all]) => actionText(name, all)),
    '',
    '/* Its transitions: by the event that a state takes. */',
    ...eventsOf(model.states).flatMap((event) => transitionsText(model, event)),
    '',
    '/* The outcomes: what the core is told, and what happens to the sectors. */',
    ...model.families.map((family) => familyText(family, fieldsRead(model, family.event))),
    '',
    ...returnText(model),
    '',
    ...processText(model),
    '',
  ].join('\n');
}

const head = ({ name, profile, bounds: { sectors, writes } }: SearchModel): string[] => [
  `/* ${name}, ${profile}: ${writes} write calls over ${sectors} sectors, with the page cache and the device.`,
  '   Every request, every short and failed outcome of every callee, writeback and eviction between the calls.',
  '',
  '   spin -a -o2 model.pml && gcc -w -O2 -DSAFETY -DMEMLIM=8192 -o pan pan.c && ./pan -m2000000 -w24',
  '',
  '   -o2: without it Spin drops variables that are only written, and counts fewer states. */',
  `#define SECTORS ${sectors}`,
  `#define WRITES ${writes}`,
];

function variables({ registers, states, initial, fileSize }: SearchModel): string[] {
  return [
    ...states.map(({ id }, i) => `#define ${stateName(id)} ${i}`),
    `byte at = ${stateName(initial)};`,
    '/* Registers of the core, in sectors; an error is -1. */',
    ...registers.map((register) => `${typeOf(register)} ${register.name};`),
    '/* Between the calls: how many were begun, the offset, i_size. */',
    'byte writes;',
    'byte offset;',
    `byte fileSize = ${fileSize};`,
    '/* By sector: the version on the device, 1 + the version in the cache (0 = not cached), and whether that is dirty. */',
    'byte device[SECTORS];',
    'byte cache[SECTORS];',
    'bit dirty[SECTORS];',
    '/* Within a step only. */',
    'hidden byte i;',
    'hidden short ret;',
    ...EVENT_FIELDS.map((field) => `hidden short e_${field};`),
  ];
}

const LARGEST_BYTE = 255;
const typeOf = ({ least, most }: RegisterRange): string =>
  least < 0 || most > LARGEST_BYTE ? 'short' : most > 1 ? 'byte' : 'bit';

const stateName = (id: string): string => `AT_${id}`;
const atomName = (name: string): string => `IF_${name}`;
const nameOf = (name: string): string => (name === 'sectors' ? 'SECTORS' : name.replace(/^e\./, 'e_'));
const text = (expression: Expression): string => expressionText(expression, nameOf);

const SECTOR_EFFECTS = [
  '/* Effects on the sectors [first, end). */',
  ...Object.entries({
    writeback: 'if :: dirty[i] -> device[i] = cache[i] - 1; dirty[i] = 0 :: else fi',
    lose: 'dirty[i] = 0',
    drop: 'cache[i] = 0; dirty[i] = 0',
    evict: 'if :: !dirty[i] -> cache[i] = 0 :: else fi',
    device: 'device[i] = writes',
    cache: 'cache[i] = writes + 1; dirty[i] = 1',
  } satisfies Record<Effect['kind'], string>).map(
    ([kind, body]) =>
      `inline effect_${kind}(first, end) { i = first; do :: i < end -> ${body}; i++ :: else -> break od }`,
  ),
];

const comparisonText = ({ left, is, right }: Comparison): string =>
  `${nameOf(left)} ${is} ${typeof right === 'number' ? right : nameOf(right)}`;

const assignmentText = ({ register, value }: Assignment): string => `${register} = ${text(value)}`;

const actionText = (name: string, assignments: readonly Assignment[]): string =>
  `inline do_${name}() { ${assignments.length > 0 ? assignments.map(assignmentText).join('; ') : 'skip'} }`;

const eventsOf = (states: readonly SearchState[]): string[] => [
  ...new Set(states.map(({ event }) => event).filter((event) => event !== '')),
];

function guardText(guard: Guard): string {
  switch (guard.op) {
    case 'true':
      return 'true';
    case 'atom':
      return atomName(guard.name);
    case 'not':
      return `!${guardText(guard.of[0])}`;
    default:
      return `(${guard.of.map(guardText).join(guard.op === 'and' ? ' && ' : ' || ')})`;
  }
}

function transitionsText({ states }: SearchModel, event: string): string[] {
  const taking = states.filter((state) => state.event === event);
  return [
    `inline take_${event}() {`,
    '  if',
    ...taking.map(({ id, edges }) => `  :: at == ${stateName(id)} ->\n${edgesText(edges, '     ')}`),
    '  fi',
    '}',
  ];
}

/** The first whose guard holds: each `else` is the next one. */
function edgesText([edge, ...others]: SearchState['edges'], indent: string): string {
  const steps = [...edge.actions.map((action) => `do_${action}()`), `at = ${stateName(edge.to)}`].join('; ');
  if (edge.guard.op === 'true') return `${indent}${steps}`;
  const rest = others.length > 0 ? `\n${edgesText(others, `${indent}   `)}` : ' assert(false)';
  return `${indent}if :: ${guardText(edge.guard)} -> ${steps}\n${indent}:: else ->${rest}\n${indent}fi`;
}

/** Fields of an event that some transition looks at: the others need no value. */
function fieldsRead({ states, atoms, actions }: SearchModel, event: string): string[] {
  const edges = states.filter((state) => state.event === event).flatMap((state) => state.edges);
  const names = edges.flatMap(({ guard, actions: own }) => [
    ...atomsOf(guard).flatMap((name) => [atoms[name].left, atoms[name].right]),
    ...own.flatMap((name) => actions[name].flatMap(({ value }) => value)),
  ]);
  return EVENT_FIELDS.filter((field) => names.includes(`e.${field}`) || names.includes(`-e.${field}`));
}

function familyText({ name, event, fields, effects }: Family, read: readonly string[]): string {
  const done = effects.map(({ kind, from, to }) => `effect_${kind}(${text(from)}, ${text(to)})`);
  // A d_step may not end with a loop.
  if (event === 'background') return `inline ${name}(k) { ${[...done, 'skip'].join('; ')} }`;
  const parts = [
    ...(event === 'enter' ? ['writes++'] : []),
    ...read.map((field) => fieldText(field, fields[field] ?? [0])),
    ...done,
    `take_${event}()`,
  ];
  return `inline ${name}(k) { ${parts.join('; ')} }`;
}

function fieldText(field: string, value: Family['fields'][string]): string {
  if (!('max' in value)) return `e_${field} = ${text(value)}`;
  const [a, b] = value.max.map(text);
  return `e_${field} = (${a} > ${b} -> ${a} : ${b})`;
}

const returnText = ({ registers, returns: { first, second }, initial }: SearchModel): string[] => [
  '/* The call returns. The offset moves by exactly the count, and what was counted is there. */',
  'inline finish() {',
  `  ret = (${first} != 0 -> ${first} : ${second});`,
  '  assert(bdi == 0);',
  '  if',
  '  :: ret > 0 ->',
  '     assert(kiPos == pos + ret && ret <= count);',
  '     i = pos;',
  '     do',
  '     :: i < pos + ret ->',
  '        assert((direct || cache[i] == 0 -> device[i] : cache[i] - 1) == writes);',
  '        i++',
  '     :: else -> break',
  '     od;',
  '     offset = kiPos % SECTORS',
  '  :: else',
  '  fi;',
  '  fileSize = size;',
  `  ${registers.map(({ name }) => `${name} = 0`).join('; ')};`,
  `  at = ${stateName(initial)}`,
  '}',
];

function processText(model: SearchModel): string[] {
  return [
    'active proctype core() {',
    '  do',
    ...model.families.flatMap((family) => optionsText(model, family)),
    `  :: d_step { at == ${stateName(model.final)} -> finish() }`,
    '  od',
    '}',
  ];
}

/** One option for each value that k can have. */
function optionsText({ states, initial, bounds }: SearchModel, { name, event, k }: Family): string[] {
  const where = states
    .filter((state) => (event === 'background' ? state.id === initial : state.event === event))
    .map(({ id }) => `at == ${stateName(id)}`);
  const place = where.length > 1 ? `(${where.join(' || ')})` : where[0];
  const guards = [place, ...(event === 'enter' ? ['writes < WRITES'] : [])];
  if (!k) return [`  :: d_step { ${guards.join(' && ')} -> ${name}(0) }`];
  return Array.from({ length: bounds.sectors + 1 - k.least }, (_, i) => k.least + i).map(
    (value) => `  :: d_step { ${[...guards, `${value} <= ${text(k.most)}`].join(' && ')} -> ${name}(${value}) }`,
  );
}
