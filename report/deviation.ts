import type { Colors } from 'picocolors/types';
import type { Counterexample, Difference } from '../contract/index.js';
import { faultText, fileText, listCalls } from './call-listing.js';
import { columns, type Cell } from './columns.js';
import { printableLine } from './printable.js';
import type { RuleBook } from './rule-book.js';
import { ruleSource } from './rule-source.js';

/**
 * A deviation for a terminal: the rule with its source, the smallest scenario as C calls with the deviating one marked,
 * what is allowed against what came, and the path through the model that leads there.
 */
export function deviationText(found: Counterexample, rules: RuleBook, colors: Colors): string {
  const { differences, path } = found.deviation;
  const sections = [
    [heading(found, colors), ...ruleLines(found.deviation.rule, rules)],
    ['  smallest scenario found', ...settingLines(found), ...callLines(found, colors)],
    ['  expected against got', ...differenceLines(differences, colors)],
    path.length > 0 ? ['  path through the model', ...path.map((step) => `    ${printableLine(step)}`)] : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ deviation, scenario, target }: Counterexample, { bold, red }: Colors): string {
  const leaves = deviation.leaves.length > 0 ? `, leaf ${deviation.leaves.join(' or ')}` : '';
  const where = `${printableLine(target)} at ${scenario.level} level, ${scenario.profile}${leaves}`;
  return `${red('deviates')}  ${bold(printableLine(deviation.rule))}  ${where}`;
}

function ruleLines(id: string, rules: RuleBook): string[] {
  const rule = rules.get(id);
  if (!rule) return [];
  return columns(
    [
      [{ text: 'rule' }, { text: `${rule.title} (${rule.strength})` }],
      [{ text: 'source' }, { text: ruleSource(rule) }],
      [{ text: 'why' }, { text: rule.why }],
    ],
    '  ',
  );
}

const settingLines = ({ scenario }: Counterexample): string[] => [
  `    ${fileText(scenario)}`,
  ...scenario.faults.map((fault) => `    fault: ${faultText(fault)}`),
];

function callLines({ scenario, observation, deviation }: Counterexample, colors: Colors): string[] {
  const rows = listCalls(scenario, observation.calls).map((call): Cell[] => {
    const deviates = call.index === deviation.call;
    const paint = deviates ? colors.bold : call.index === null ? colors.dim : undefined;
    return [
      { text: deviates ? '>' : ' ', paint: colors.red },
      { text: call.index === null ? '' : String(call.index), align: 'right' },
      { text: call.index === null ? `    ${call.text}` : call.text, paint },
      { text: call.ret === '' ? '' : `= ${call.ret}`, paint },
    ];
  });
  return columns(rows, '  ');
}

const differenceLines = (differences: readonly Difference[], { green, red }: Colors): string[] =>
  columns(
    differences.map((d): Cell[] => [
      { text: d.observable },
      { text: `allowed are only: ${printableLine(d.allowed.join(', '))}`, paint: green },
      { text: `got: ${printableLine(d.got)}`, paint: red },
    ]),
    '    ',
  );

/** The same in one line, for machine-read formats. */
export function deviationLine({ deviation }: Counterexample): string {
  const parts = deviation.differences.map(
    (d) => `${d.observable}: allowed are only: ${d.allowed.join(', ')}; got ${d.got}`,
  );
  return printableLine(`call ${deviation.call}: ${parts.join('; ')}`);
}
