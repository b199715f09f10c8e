import type { Counterexample, Source } from '../../contract/index.js';

/** The sources that the bytes [from, to) of the file may come from. */
export interface AllowedRange {
  readonly from: number;
  readonly to: number;
  readonly sources: readonly Source[];
}

const WORDS: Readonly<Record<'initial' | 'hole' | 'other', string>> = {
  initial: 'the initial bytes',
  hole: 'zeros',
  other: 'bytes that nobody wrote',
};

export const sourceText = (source: Source): string =>
  typeof source === 'number' ? `the bytes of call ${source}` : WORDS[source];

/** Far more than the oracle lists. */
const MOST_RANGES = 64;
const LINE = /^\[(\d+), (\d+|Infinity)\) may hold (.+)$/;

/** What the deviating read was allowed to return, range by range, as the oracle said when it judged. */
export function allowedContent({ deviation }: Counterexample): AllowedRange[] {
  return deviation.path.slice(0, MOST_RANGES).flatMap((line) => {
    const [, from, to, words = ''] = LINE.exec(line) ?? [];
    const sources = words.split(' or ').flatMap(sourceNamed);
    return sources.length > 0 ? [{ from: Number(from), to: Number(to), sources }] : [];
  });
}

export function sourceNamed(words: string): Source[] {
  const call = /^the bytes of call (\d+)$/.exec(words);
  if (call) return [Number(call[1])];
  return (['initial', 'hole', 'other'] as const).filter((source) => WORDS[source] === words);
}
