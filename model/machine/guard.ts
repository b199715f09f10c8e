/**
 * Guards as trees over named atoms, read back from the XState definition, so that the compiled table and the MC/DC
 * coverage work on the machine itself and not on a second description of it.
 */
export type Guard =
  | { readonly op: 'atom'; readonly name: string }
  | { readonly op: 'and' | 'or' | 'not'; readonly of: readonly Guard[] }
  | { readonly op: 'true' };

interface XStateBuiltinGuard {
  check?: { name: string };
  guards: readonly unknown[];
}

/** Throws TypeError on a guard that is not a name or and/or/not of names: such a guard could not be compiled. */
export function readGuard(guard: unknown): Guard {
  if (guard === undefined) return { op: 'true' };
  if (typeof guard === 'string') return { op: 'atom', name: guard };
  const builtin = guard as XStateBuiltinGuard;
  const op = { checkAnd: 'and', checkOr: 'or', checkNot: 'not' }[builtin.check?.name ?? ''] as
    'and' | 'or' | 'not' | undefined;
  if (!op) throw new TypeError('a guard is the name of an atom, or and, or, not of such names');
  return { op, of: builtin.guards.map(readGuard) };
}

/** Names of the atoms, each once, in order of appearance. */
export function atomsOf(guard: Guard, into: string[] = []): string[] {
  if (guard.op === 'atom') {
    if (!into.includes(guard.name)) into.push(guard.name);
  } else if (guard.op !== 'true') for (const inner of guard.of) atomsOf(inner, into);
  return into;
}

export function evaluate(guard: Guard, value: (atom: string) => boolean): boolean {
  switch (guard.op) {
    case 'true':
      return true;
    case 'atom':
      return value(guard.name);
    case 'not':
      return !evaluate(guard.of[0], value);
    case 'and':
      return guard.of.every((inner) => evaluate(inner, value));
    case 'or':
      return guard.of.some((inner) => evaluate(inner, value));
  }
}

/** The guard with constants put in: `known` gives true, false, or undefined for what stays open. Null = always false. */
export function fold(guard: Guard, known: (atom: string) => boolean | undefined): Guard | null {
  switch (guard.op) {
    case 'true':
      return guard;
    case 'atom': {
      const value = known(guard.name);
      return value === undefined ? guard : value ? { op: 'true' } : null;
    }
    case 'not': {
      const inner = fold(guard.of[0], known);
      if (inner === null) return { op: 'true' };
      return inner.op === 'true' ? null : { op: 'not', of: [inner] };
    }
    case 'and': {
      const inner = guard.of.map((g) => fold(g, known));
      if (inner.includes(null)) return null;
      return join(
        'and',
        (inner as Guard[]).filter((g) => g.op !== 'true'),
        { op: 'true' },
      );
    }
    case 'or': {
      const inner = guard.of.map((g) => fold(g, known)).filter((g) => g !== null);
      if (inner.some((g) => g.op === 'true')) return { op: 'true' };
      return join('or', inner, null);
    }
  }
}

const join = <T extends Guard | null>(op: 'and' | 'or', of: readonly Guard[], empty: T): Guard | T =>
  of.length === 0 ? empty : of.length === 1 ? of[0] : { op, of };

/** In words: `failed or (not direct and progressed)`; empty for a transition without a guard. */
export function guardText(guard: Guard, nested = false): string {
  switch (guard.op) {
    case 'true':
      return '';
    case 'atom':
      return guard.name;
    case 'not':
      return `not ${guardText(guard.of[0], true)}`;
    default: {
      const text = guard.of.map((inner) => guardText(inner, true)).join(` ${guard.op} `);
      return nested ? `(${text})` : text;
    }
  }
}
