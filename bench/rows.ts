import { CHECKED } from './checked/row.js';
import { SEARCH } from './search/row.js';
import type { Row } from './row.js';

/** The rows of the bench, in the order in which they are measured. */
export const ROWS: readonly Row[] = [CHECKED, SEARCH];
