import type { Counterexample } from '../../contract/index.js';
import type { ExportForm } from './form.js';

/** A counterexample in one form; refusalOf has been asked before. Only the form that is asked for is loaded. */
export async function exported(form: ExportForm, found: Counterexample): Promise<string> {
  switch (form) {
    case 'jest':
      return (await import('./jest.js')).jestText(found);
    case 'node':
      return found.scenario.level === 'iter'
        ? (await import('./node-iter.js')).nodeIterText(found)
        : (await import('./node-file.js')).nodeFileText(await seenFromOutside(found));
    case 'c':
      return (await import('./c.js')).cText(await seenFromOutside(found));
    case 'strace':
      return (await import('./strace.js')).straceText(found);
    case 'scenario':
      return (await import('./scenario.js')).scenarioText(found);
  }
}

async function seenFromOutside(found: Counterexample): Promise<Counterexample> {
  const { outsideOf } = await import('./outside.js');
  const outside = outsideOf(found);
  if (!outside) throw new Error('a refusal was not heeded');
  return outside;
}
