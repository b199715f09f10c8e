import type { Colors } from 'picocolors/types';
import type { RuleVerdict, RunVerdict } from '../contract/index.js';
import type { TraceFileResult, TraceResult } from '../contract/trace-result.js';
import { RULES } from '../model/index.js';
import { columns, type Cell } from './columns.js';
import { printableLine } from './printable.js';
import { counted, grouped, listed } from './wording.js';

/** What `woe trace` found, for a terminal: for each trace the verdict, the deviations by line, and what was judged. */
export function traceText(result: TraceResult, colors: Colors): string {
  const files = result.files.map((file) => fileLines(file, result.profile, colors).join('\n'));
  return `${[...files, ...nextLines(result, colors)].join('\n\n')}\n`;
}

function fileLines(file: TraceFileResult, profile: string, colors: Colors): string[] {
  return [
    VERDICT_COLOR[file.verdict]?.(colors)(headline(file, profile)) ?? headline(file, profile),
    ...file.findings.flatMap((finding) => ['', ...findingLines(finding, colors)]),
    ...(file.deviations > file.findings.length
      ? ['', `  and ${counted(file.deviations - file.findings.length, 'deviation')} more`]
      : []),
    '',
    `  ${amounts(file)}`,
    ...unknownLines(file),
    ...(file.events > 0 ? ruleLines(file, colors) : []),
  ];
}

const VERDICT_COLOR: Partial<Record<RunVerdict, (colors: Colors) => (text: string) => string>> = {
  conformant: ({ green }) => green,
  deviating: ({ red }) => red,
  'could not run': ({ yellow }) => yellow,
  interrupted: ({ yellow }) => yellow,
};

function headline(file: TraceFileResult, profile: string): string {
  const name = file.file === '-' ? 'standard input' : printableLine(file.file);
  const broken = [...new Set(file.findings.map(({ rule }) => rule))];
  const found = broken.length > 0 ? `breaks ${counted(broken.length, 'rule')}: ${listed(broken, 3)}` : 'no deviation';
  if (file.verdict === 'could not run') return `could not run: ${name} holds no call that can be judged`;
  if (file.verdict === 'interrupted') return `interrupted: ${name} was not read to its end; found so far: ${found}`;
  return file.verdict === 'deviating'
    ? `deviating: ${name} ${found} (${profile})`
    : `conformant: nothing in ${name} breaks a rule of ${profile} or of its callers${doubt(file)}`;
}

/** A conformant trace with short writes that nobody could judge says so in its first line. */
function doubt({ rules }: TraceFileResult): string {
  const { inconclusive = 0 } = rules.find(({ id }) => id === 'caller-retries-short-write') ?? {};
  return inconclusive > 0 ? `; ${counted(inconclusive, 'short write')} could not be judged` : '';
}

function findingLines(finding: TraceFileResult['findings'][number], { red, bold, dim }: Colors): string[] {
  const title = RULES.find(({ id }) => id === finding.rule)?.title ?? '';
  const { shownBy } = finding;
  return [
    `  ${red(`line ${finding.line}`)}  ${printableLine(finding.text)}`,
    `    ${bold(finding.rule)}  ${dim(title)}`,
    `    ${printableLine(finding.because)}`,
    ...(shownBy ? [`    shown by line ${shownBy.line}  ${printableLine(shownBy.text)}`] : []),
    `    allowed are only: ${finding.allowed.map(printableLine).join('; ')}`,
    `    got: ${printableLine(finding.got)}`,
  ];
}

function amounts({ lines, events, unknown, shortWrites, forgotten }: TraceFileResult): string {
  return [
    `${counted(events, 'call')} in ${counted(lines, 'line')}`,
    counted(shortWrites, 'short write'),
    counted(unknown.lines, 'unknown line'),
    forgotten > 0 && `too much open at once to remember: ${counted(forgotten, 'time')}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function unknownLines({ unknown }: TraceFileResult): string[] {
  return unknown.first.map(({ line, reason }) => `    line ${line}: ${printableLine(reason)}`);
}

const SHOWN_VERDICTS: readonly RuleVerdict[] = ['conform', 'permitted', 'deviate', 'inconclusive'];

function ruleLines({ rules }: TraceFileResult, colors: Colors): string[] {
  const rows = rules
    .filter(({ verdict }) => SHOWN_VERDICTS.includes(verdict))
    .flatMap((rule) => [
      [
        { text: rule.verdict, paint: rule.verdict === 'deviate' ? colors.red : undefined },
        { text: grouped(rule.judged), align: 'right' },
        { text: rule.id },
      ] satisfies Cell[],
    ]);
  const reasons = rules.flatMap(({ id, reasons: own }) =>
    own.map(({ reason, times, line }) => `    ${id}: ${reason} (${grouped(times)}, first line ${line})`),
  );
  const idle = rules.filter(({ verdict }) => verdict === 'not exercised').length;
  return [
    '',
    `  ${colors.bold('Rules')}  how often each was judged`,
    ...columns(rows, '    '),
    ...(idle > 0 ? [`    not exercised: ${idle}`] : []),
    ...(reasons.length > 0 ? ['', `  ${colors.bold('Inconclusive')}`, ...reasons] : []),
  ];
}

function nextLines({ files, verdict }: TraceResult, { bold }: Colors): string[] {
  const rule = files.flatMap(({ findings }) => findings).at(0)?.rule;
  if (rule !== undefined) return [`${bold('Next')}  woe rules ${rule}   to read the rule`];
  return verdict === 'could not run' ? [`${bold('Next')}  woe trace --help   to see how a trace is recorded`] : [];
}
