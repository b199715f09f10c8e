import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { EXIT_CODES, type Counterexample, type Level, type Result, type RuleResult } from '../contract/index.js';
import picocolors from 'picocolors';
import { deviationLine, deviationText } from './deviation.js';
import { printable, printableLine } from './printable.js';
import type { RuleBook } from './rule-book.js';
import { verdictLine } from './verdict-line.js';

const PLAIN = picocolors.createColors(false);

/**
 * A result as JUnit XML: a suite for each level with a test for each rule, and a suite `run` with the verdict itself,
 * so that a run which failed without a deviating rule has a failure too. No times: equal runs give equal bytes.
 */
export function junitReport(result: Result, rules: RuleBook): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', { name: 'woe' });
  for (const level of result.levels) levelSuite(root, result, level, rules);
  runSuite(root, result);
  return `${root.end({ prettyPrint: true })}\n`;
}

function levelSuite(root: XMLBuilder, result: Result, level: Level, rules: RuleBook): void {
  const tests = result.rules.filter((rule) => rule.level === level);
  const failures = tests.filter((rule) => rule.verdict === 'deviate').length;
  const skipped = tests.filter(isSkipped).length;
  const suite = root.ele('testsuite', { name: level, tests: tests.length, failures, errors: 0, skipped });
  for (const rule of tests) {
    const test = suite.ele('testcase', {
      name: printableLine(rule.id),
      classname: printableLine(`woe.${result.target.name}.${level}`),
    });
    if (rule.verdict === 'deviate') failure(test, rule, result.counterexamples, rules);
    if (isSkipped(rule)) test.ele('skipped', { message: printableLine(`${rule.verdict}: ${rule.reason ?? ''}`) });
  }
}

const isSkipped = (rule: RuleResult): boolean => rule.verdict === 'not exercised' || rule.verdict === 'inconclusive';

function failure(test: XMLBuilder, rule: RuleResult, found: readonly Counterexample[], rules: RuleBook): void {
  const example = found.find((c) => c.deviation.rule === rule.id && c.scenario.level === rule.level);
  const message = example ? deviationLine(example) : printableLine(rule.title);
  const element = test.ele('failure', { type: 'deviation', message });
  if (example) element.txt(`\n${printable(deviationText(example, rules, PLAIN))}`);
}

function runSuite(root: XMLBuilder, result: Result): void {
  const failed = EXIT_CODES[result.verdict] !== 0;
  const suite = root.ele('testsuite', { name: 'run', tests: 1, failures: failed ? 1 : 0, errors: 0, skipped: 0 });
  const test = suite.ele('testcase', { name: 'verdict', classname: printableLine(`woe.${result.target.name}.run`) });
  if (failed) {
    const element = test.ele('failure', { type: result.verdict, message: verdictLine(result) });
    element.txt(result.reasons.map(printableLine).join('\n'));
  }
}
