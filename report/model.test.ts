import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { decisionTableText } from './decision-table.js';
import { dotText } from './dot.js';
import { machineTableText } from './machine-table.js';
import { mermaidText } from './mermaid.js';
import { DIFFERENCES_SAMPLE, GRAPH_SAMPLE, LEAVES_SAMPLE } from './model.sample.js';
import { profileDifferencesText } from './profile-differences.js';
import { RULES_SAMPLE } from './results.sample.js';
import { rulesMarkdown } from './rules-markdown.js';
import { ruleListText, ruleText } from './rules-text.js';

const plain = picocolors.createColors(false);

test.each<[string, () => string]>([
  ['decision table', () => decisionTableText('linux-4.x', LEAVES_SAMPLE, plain)],
  ['transitions of a machine', () => machineTableText(GRAPH_SAMPLE, 'linux-4.x', plain)],
  ['mermaid', () => mermaidText(GRAPH_SAMPLE)],
  ['dot', () => dotText(GRAPH_SAMPLE)],
  ['differences of profiles', () => profileDifferencesText('linux-4.x', 'linux-6.5.0', DIFFERENCES_SAMPLE, plain)],
  ['all rules', () => ruleListText(RULES_SAMPLE, plain)],
  ['one rule', () => ruleText(RULES_SAMPLE[0], plain)],
  ['rules as Markdown', () => rulesMarkdown(RULES_SAMPLE)],
])('%s', (_, text) => expect(`\n${text()}`).toMatchSnapshot());

test('a label can not break out of the language it is written in', () => {
  const hostile = {
    ...GRAPH_SAMPLE,
    edges: [{ from: 'entry', to: 'done', event: 'a"b\\;#:', guard: '', actions: [] }],
  };
  expect(dotText(hostile)).toContain(String.raw`[label="a\"b\\;#:"]`);
  expect(mermaidText(hostile)).toContain('entry --> done : a"b\\   \n');
});
