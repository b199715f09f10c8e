/**
 * Results as expressions of the decision table. The bytes written directly are d, by the fallback or the buffered
 * write f, all that was offered N; e is the errno of the callee that failed.
 */
export const FORMS = ['0', 'd', 'f', 'd+f', 'N', 'e', 'e of the fallback', 'e of the flush'] as const;
export type Form = (typeof FORMS)[number];

/** The numbers of one walk that the expressions stand for. */
export interface Sizes {
  readonly d: number;
  readonly f: number;
  readonly n: number;
}

export const valueOf = (form: Form, sizes: Sizes): number | undefined => {
  switch (form) {
    case '0':
      return 0;
    case 'd':
      return sizes.d;
    case 'f':
      return sizes.f;
    case 'd+f':
      return sizes.d + sizes.f;
    case 'N':
      return sizes.n;
    default:
      return undefined;
  }
};

/** N before a part before a sum, so that a complete write is called N, and a sum with nothing is called by its part. */
const PREFERENCE: readonly Form[] = ['0', 'N', 'd', 'f', 'd+f'];

/**
 * The expression that gives `values[i]` for `sizes[i]` in every case.
 * Throws when none of the table's expressions does.
 */
export function formOf(values: readonly number[], sizes: readonly Sizes[]): Form {
  const form = PREFERENCE.find((candidate) => values.every((value, i) => valueOf(candidate, sizes[i]) === value));
  if (!form) throw new Error(`no expression over d, f and N gives ${values.join(', ')}`);
  return form;
}
