import type { Leaf } from '../leaves/table.js';

/** What a callee did, in a word or two: `4096`, `EIO`, `a part`. */
export type Detail = (callee: string, outcome: string) => string;

/** A leaf in one line: what each callee did that decided, then what the return rule makes of it. */
export function leafStory(leaf: Leaf, detail: Detail): string {
  const told = leaf.consulted.flatMap(([callee, outcome]) => clause(leaf, callee, outcome, detail) ?? []);
  return `${leaf.id}: ${told.join(', ')}: ${conclusion(leaf)}`;
}

const isDirect = (leaf: Leaf): boolean => leaf.consulted.some(([callee]) => callee === 'direct');

/** Undefined for what goes without saying. */
function clause(leaf: Leaf, callee: string, outcome: string, detail: Detail): string | undefined {
  const what = (): string => detail(callee, outcome);
  switch (callee) {
    case 'checks':
      return { error: `the checks failed with ${what()}`, zero: 'the checks left nothing to write' }[outcome];
    case 'removePrivs':
      return outcome === 'error' ? `file_remove_privs failed with ${what()}` : undefined;
    case 'updateTime':
      return outcome === 'error' ? `file_update_time failed with ${what()}` : undefined;
    case 'isDax':
      return outcome === 'yes' ? 'a DAX inode has no fallback' : undefined;
    case 'direct':
      return transferred('direct', outcome, what);
    case 'perform':
      return transferred(isDirect(leaf) ? 'the fallback' : 'the buffered write', outcome, what);
    case 'flush':
      return outcome === 'error' ? `its flush failed with ${what()}` : 'its flush succeeded';
    default:
      return undefined;
  }
}

function transferred(who: string, outcome: string, what: () => string): string {
  if (outcome === '<0') return `${who} failed with ${what()}`;
  return outcome === '0' ? `${who} wrote nothing` : `${who} wrote ${what()}`;
}

/** Why this leaf returns what it returns. */
function conclusion(leaf: Leaf): string {
  const stopped = leaf.consulted.some(([, outcome]) => outcome === 'error' || outcome === '<0');
  switch (leaf.returns) {
    case '0':
      return 'written and err are 0';
    case 'N':
      return 'all is written';
    case 'd':
      return stopped ? 'written is kept, the error dropped' : 'written is what direct wrote';
    case 'f':
      return isDirect(leaf) ? 'flushed bytes count' : 'written is kept, what stopped it is dropped';
    case 'd+f':
      return 'written is the sum';
    case 'e':
      return leaf.consulted.some(([callee]) => callee === 'direct' || callee === 'perform')
        ? 'a negative written is returned as it is'
        : 'the call ends with it';
    case 'e of the fallback':
    case 'e of the flush':
      return 'written is 0, so err is returned';
  }
}
