/** The forms in which a counterexample can leave the suite, with what each is for. */
export const EXPORT_FORMS = ['jest', 'node', 'c', 'strace', 'scenario'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

export const FORM_SUMMARIES: Readonly<Record<ExportForm, string>> = {
  jest: 'a Jest test that replays it, for a project that has this package',
  node: 'a script for Node that needs nothing else: plain calls on an fs, or on a writeIter',
  c: 'a C11 program that makes the system calls in a directory',
  strace: 'the calls and their results, as strace would show them',
  scenario: 'the scenario alone, as woe.scenario/1',
};
