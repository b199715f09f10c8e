import { CHECKED } from './checked/row.js';
import { GROWTH } from './growth/row.js';
import { SEARCH } from './search/row.js';
import { SHRINK } from './shrink/row.js';
import { START, TESTS } from './start/row.js';
import { STDIO } from './stdio/row.js';
import { TRACE } from './trace/row.js';
import type { Row } from './row.js';

/** The rows of the bench, in the order in which they are measured. */
export const ROWS: readonly Row[] = [CHECKED, GROWTH, SEARCH, SHRINK, TRACE, STDIO, START, TESTS];
