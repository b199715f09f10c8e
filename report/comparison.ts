import type { Colors } from 'picocolors/types';
import { isWrite, type CallObservation, type Level, type Observable, type Scenario } from '../contract/index.js';
import { callText, faultText, fileText, retText } from './call-listing.js';
import { columns, type Cell } from './columns.js';
import { calleesInShort } from './explain/callee-steps.js';
import { printable, printableLine } from './printable.js';
import { grouped } from './wording.js';

interface Side {
  readonly target: string;
  readonly profile: string;
}

interface Differing {
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** Characters of both values together that still fit into a table. */
const LONG = 60;

/** What is shown of a comparison. */
export interface ComparisonView {
  readonly a: Side;
  readonly b: Side;
  readonly seed: number;
  readonly runs: readonly { readonly level: Level; readonly sweep: number; readonly random: number }[];
  readonly interrupted: boolean;
  readonly difference:
    | (Differing & {
        readonly level: Level;
        readonly scenario: Scenario;
        readonly call: number;
        readonly observable: Observable;
        readonly also: readonly Differing[];
        readonly observations: { readonly a: readonly CallObservation[]; readonly b: readonly CallObservation[] };
      })
    | null;
}

/** The smallest scenario on which two sides differ: its calls with what both returned, and what differs. */
export function comparisonText(comparison: ComparisonView, colors: Colors): string {
  const { a, b, seed, interrupted, difference } = comparison;
  const sides = [sideText(a), sideText(b)];
  const ran = comparison.runs
    .map(({ level, sweep, random }) => `${level}: ${grouped(sweep)} swept, ${grouped(random)} random`)
    .join('; ');
  if (!difference) {
    const verdict = interrupted ? colors.yellow('interrupted') : colors.green('no difference');
    return printable(`${verdict}  between ${sides[0]} and ${sides[1]}\n${ran}; seed ${seed}\n`);
  }
  const { level, scenario, call } = difference;
  const lines = [
    `${colors.red('different')}  ${sides[0]} and ${sides[1]}, in the ${difference.what} of call ${call} (${level} level)`,
    '',
    `${fileText(scenario)}${[...scenario.faults].map((fault) => `\nfault: ${faultText(fault)}`).join('')}`,
    '',
    ...callLines(comparison, difference, colors),
    '',
    `What differs in call ${call}:`,
    ...differingLines(comparison, [difference, ...difference.also], colors),
    '',
    `${ran}; seed ${seed}`,
  ];
  return `${printable(lines.join('\n'))}\n`;
}

const sideText = ({ target, profile }: Side): string =>
  target === profile ? target : `${printableLine(target)} (${profile})`;

const names = ({ a, b }: ComparisonView): [string, string] => [printableLine(a.target), printableLine(b.target)];

/** Each call up to the one that differs, with what both returned; at `iter` level with what its callees did. */
function callLines(
  comparison: ComparisonView,
  { scenario, call: last, observations }: NonNullable<ComparisonView['difference']>,
  { bold }: Colors,
): string[] {
  const [nameA, nameB] = names(comparison);
  const seen = (calls: readonly CallObservation[], index: number): CallObservation | undefined =>
    calls.find((observation) => observation.index === index);
  const rows = scenario.calls.slice(0, last + 1).map((call, index): Cell[] => {
    const [a, b] = [seen(observations.a, index), seen(observations.b, index)];
    const told = isWrite(call) && call.script ? calleesInShort(call.script, calledByEither(a, b)) : '';
    const text = [callText(call, index), told].filter(Boolean).join('  ');
    const paint = index === last ? bold : undefined;
    return [{ text: String(index), align: 'right' }, { text, paint }, { text: retText(a) }, { text: retText(b) }];
  });
  return columns([[{ text: '' }, { text: '' }, { text: nameA }, { text: nameB }], ...rows], '  ');
}

/** What a has observed, with the callees that only b has called. */
function calledByEither(a: CallObservation | undefined, b: CallObservation | undefined): CallObservation | undefined {
  const called = a?.callees ?? [];
  const others = (b?.callees ?? []).filter(({ callee }) => !called.some((step) => step.callee === callee));
  return a && { ...a, callees: [...called, ...others] };
}

/** Short values in a table, then long ones each on a line of its own. */
function differingLines(comparison: ComparisonView, differing: readonly Differing[], { red }: Colors): string[] {
  const [nameA, nameB] = names(comparison);
  const isLong = ({ a, b }: Differing): boolean => a.length + b.length > LONG;
  const rows = differing
    .filter((one) => !isLong(one))
    .map(({ what, a, b }): Cell[] => [{ text: what }, { text: a, paint: red }, { text: b, paint: red }]);
  const table = rows.length > 0 ? columns([[{ text: '' }, { text: nameA }, { text: nameB }], ...rows], '  ') : [];
  const long = differing.filter(isLong).flatMap(({ what, a, b }) => {
    const sides: Cell[][] = [
      [{ text: nameA }, { text: a, paint: red }],
      [{ text: nameB }, { text: b, paint: red }],
    ];
    return [`  ${what}`, ...columns(sides, '    ')];
  });
  return [...table, ...long];
}
