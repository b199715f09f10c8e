import type { Colors } from 'picocolors/types';
import type { Level, Observable, RunVerdict } from '../contract/index.js';
import { columns, type Cell } from './columns.js';
import { counted, grouped } from './wording.js';

/** What is shown of a kill matrix. */
export interface KillMatrixView {
  readonly seed: number;
  readonly passed: boolean;
  readonly mutants: readonly {
    readonly id: string;
    readonly observable: Observable;
    readonly level: Level;
    readonly rule: string;
    readonly verdict: 'killed' | 'killed by another rule' | 'survived';
    readonly runs: number;
    readonly kills: readonly { readonly rule: string; readonly runs: number }[];
  }[];
  readonly equivalents: readonly {
    readonly id: string;
    readonly verdict: 'lives' | 'killed';
    readonly reasons: readonly string[];
  }[];
  readonly harness: readonly {
    readonly id: string;
    readonly title: string;
    readonly expected: RunVerdict;
    readonly verdict: RunVerdict;
  }[];
}

/** Which rule killed which mutant, after how many scenarios; other rules that were broken before it follow in brackets. */
export function killMatrixText(matrix: KillMatrixView, colors: Colors): string {
  const sections = [
    [headline(matrix, colors)],
    mutantLines(matrix, colors),
    equivalentLines(matrix, colors),
    harnessLines(matrix, colors),
    [`${colors.bold('Next')}  ${next(matrix)}`],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline({ mutants, equivalents, harness, passed }: KillMatrixView, { green, red }: Colors): string {
  const killed = mutants.filter(({ verdict }) => verdict === 'killed').length;
  const living = equivalents.filter(({ verdict }) => verdict === 'lives').length;
  const told = harness.filter(({ verdict, expected }) => verdict === expected).length;
  const parts: [number, string][] = [
    [mutants.length, `${killed} of ${counted(mutants.length, 'mutant')} killed by the rule they name`],
    [equivalents.length, `${living} of ${counted(equivalents.length, 'equivalent')} live`],
    [harness.length, `${told} of ${counted(harness.length, 'target')} that misbehave end with their verdict`],
  ];
  const paint = passed ? green : red;
  const texts = parts.flatMap(([count, text]) => (count > 0 ? [text] : []));
  return `${paint(passed ? 'passed' : 'failed')}: ${texts.join('; ')}`;
}

function mutantLines({ mutants }: KillMatrixView, { red, dim, bold }: Colors): string[] {
  if (mutants.length === 0) return [];
  const heading = ['mutant', 'level', 'shows in', 'rule that must kill it', 'scenarios', ''].map((text): Cell => ({
    text,
    paint: bold,
    align: text === 'scenarios' ? 'right' : undefined,
  }));
  const rows = mutants.map((row): Cell[] => [
    { text: row.id, paint: row.verdict === 'killed' ? undefined : red },
    { text: row.level },
    { text: row.observable },
    { text: row.rule },
    { text: grouped(row.runs), align: 'right' },
    { text: remark(row), paint: row.verdict === 'killed' ? dim : red },
  ]);
  return columns([heading, ...rows], '  ');
}

function remark({ verdict, rule, kills }: KillMatrixView['mutants'][number]): string {
  const others = kills.filter((kill) => kill.rule !== rule).map((kill) => `${kill.rule} at ${grouped(kill.runs)}`);
  const also = others.length > 2 ? [...others.slice(0, 2), `${others.length - 2} more`] : others;
  if (verdict === 'killed') return also.length > 0 ? `(before it: ${also.join(', ')})` : '';
  return verdict === 'survived' ? 'survived' : `killed only by ${also.join(', ')}`;
}

function equivalentLines({ equivalents }: KillMatrixView, { red, bold }: Colors): string[] {
  if (equivalents.length === 0) return [];
  return [
    bold('  Equivalents, which no observer can tell from the reference'),
    ...columns(
      equivalents.map((row): Cell[] => [
        { text: row.id, paint: row.verdict === 'lives' ? undefined : red },
        { text: row.verdict === 'lives' ? 'lives' : `killed, a false alarm: ${row.reasons[0] ?? ''}` },
      ]),
      '  ',
    ),
  ];
}

function harnessLines({ harness }: KillMatrixView, { red, bold }: Colors): string[] {
  if (harness.length === 0) return [];
  return [
    bold('  Targets that misbehave, each with a verdict of its own'),
    ...columns(
      harness.map(({ id, title, expected, verdict }): Cell[] => [
        { text: id, paint: verdict === expected ? undefined : red },
        { text: title },
        { text: verdict === expected ? verdict : `${verdict}, expected ${expected}` },
      ]),
      '  ',
    ),
  ];
}

function next({ mutants, seed, passed }: KillMatrixView): string {
  const row = mutants.find(({ verdict }) => verdict !== 'killed') ?? mutants[0];
  if (!row) return 'woe mutants';
  return `woe hunt mutant:${row.id} --level ${row.level} --seed ${seed}${passed ? '   to see one as a story' : '   to look for it longer'}`;
}
