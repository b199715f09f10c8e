import { fromSigned } from '../../contract/index.js';
import type { Span } from './expectation.js';

/** `1 to 4096, EIO`. */
export const spansText = (spans: readonly Span[], mode: boolean): string =>
  spans
    .map(({ low, high }) => {
      if (mode) return `0${low.toString(8)}`;
      return low === high ? String(fromSigned(low)) : `${low} to ${high}`;
    })
    .join(', ');
