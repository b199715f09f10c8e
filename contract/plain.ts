import type { Caller, FileSpec } from './scenario.js';

const OWNER = { uid: 1000, gid: 1000 } as const;

/** An empty file of an ordinary user in which nothing is special: where the suite starts from, and what shrinking aims at. */
export const PLAIN_FILE: FileSpec = {
  size: 0,
  allocated: [],
  mode: 0o644,
  ...OWNER,
  capability: false,
  kind: 'regular',
  dax: false,
  mountWritable: true,
  rlimitFsize: null,
};

/** Its owner, without privileges. */
export const PLAIN_CALLER: Caller = { ...OWNER, capFsetid: false };
