import type { Colors } from 'picocolors/types';
import type { Result, RuleVerdict } from '../contract/index.js';
import { columns, type Cell } from './columns.js';
import { printableLine } from './printable.js';
import { ruleRows } from './rule-book.js';

/** Implementation x rule: what each said of each. */
export interface ResultsMatrix {
  readonly schema: 'woe.results/1';
  readonly implementations: readonly {
    readonly name: string;
    readonly version: string;
    readonly profile: string;
    readonly verdict: string;
    /** Known deviations that happen. */
    readonly known: number;
  }[];
  /** In the order of the first result that has the rule; a verdict for each implementation, null where it has no such rule. */
  readonly rules: readonly { readonly id: string; readonly verdicts: readonly (RuleVerdict | null)[] }[];
}

export function resultsMatrix(results: readonly Result[]): ResultsMatrix {
  const rows = results.map((result) => new Map(ruleRows(result).map((row) => [row.id, row.verdict])));
  const ids = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return {
    schema: 'woe.results/1',
    implementations: results.map(({ target, profile, verdict, known = [] }) => ({
      name: target.name,
      version: target.version,
      profile,
      verdict,
      known: known.filter(({ state }) => state === 'happens').length,
    })),
    rules: ids.map((id) => ({ id, verdicts: rows.map((row) => row.get(id) ?? null) })),
  };
}

/** One letter for each verdict, so that many implementations fit beside each other. */
const LETTERS: Readonly<Record<RuleVerdict, string>> = {
  conform: 'ok',
  deviate: 'DEVIATES',
  permitted: 'permitted',
  inconclusive: '?',
  'not exercised': '-',
};
const word = (verdict: RuleVerdict | null): string => (verdict === null ? '' : LETTERS[verdict]);

/** For a terminal. */
export function resultsText(matrix: ResultsMatrix, { bold, red, dim }: Colors): string {
  const { implementations, rules } = matrix;
  const heads = columns(
    [
      ['', 'implementation', 'version', 'profile', 'verdict', 'known deviations'].map((text): Cell => ({
        text,
        paint: bold,
      })),
      ...implementations.map((one, i): Cell[] => [
        { text: `[${i + 1}]` },
        { text: printableLine(one.name) },
        { text: printableLine(one.version) },
        { text: one.profile },
        { text: one.verdict, paint: one.verdict === 'conformant' ? undefined : red },
        { text: String(one.known), align: 'right' },
      ]),
    ],
    '  ',
  );
  const table = columns(
    [
      [{ text: 'rule', paint: bold }, ...implementations.map((_, i): Cell => ({ text: `[${i + 1}]`, paint: bold }))],
      ...rules.map(({ id, verdicts }): Cell[] => [
        { text: printableLine(id) },
        ...verdicts.map((verdict): Cell => ({
          text: word(verdict),
          paint: verdict === 'deviate' ? red : verdict === 'conform' ? undefined : dim,
        })),
      ]),
    ],
    '  ',
  );
  return `${[...heads, '', ...table].join('\n')}\n`;
}

/** For a page. */
export function resultsMarkdown({ implementations, rules }: ResultsMatrix): string {
  const escape = (text: string): string => printableLine(text).replace(/[\\`*_<>|[\]]/g, '\\$&');
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
    row(heads),
    row(heads.map(() => '---')),
    ...rows.map(row),
  ];
  return `${[
    ...table(
      ['implementation', 'version', 'profile', 'verdict', 'known deviations'],
      implementations.map((one) => [
        escape(one.name),
        escape(one.version),
        one.profile,
        one.verdict,
        String(one.known),
      ]),
    ),
    '',
    ...table(
      ['rule', ...implementations.map((one) => escape(one.name))],
      rules.map(({ id, verdicts }) => [
        `\`${id}\``,
        ...verdicts.map((verdict) => (verdict === 'deviate' ? '**deviates**' : word(verdict))),
      ]),
    ),
  ].join('\n')}\n`;
}
