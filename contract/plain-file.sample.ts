import type { FileSpec } from './scenario.js';

/** An empty file of root in which nothing is special: what a test does not care about. */
export const PLAIN_FILE: FileSpec = {
  size: 0,
  allocated: [],
  mode: 0o644,
  uid: 0,
  gid: 0,
  capability: false,
  kind: 'regular',
  dax: false,
  mountWritable: true,
  rlimitFsize: null,
};
