import { __genericFileWriteIter } from './core.js';
import { directIO } from './directIO.js';
import { fileReadIter } from './fileReadIter.js';
import { fileRemovePrivs } from './fileRemovePrivs.js';
import {
  filemapCheckErrors,
  filemapFdatawait,
  filemapFdatawrite,
  filemapWriteAndWaitRange,
} from './filemapWriteAndWaitRange.js';
import { fileUpdateTime } from './fileUpdateTime.js';
import { fsync } from './fsync.js';
import { genericFileDirectWrite } from './genericFileDirectWrite.js';
import { genericFileWriteIter } from './genericFileWriteIter.js';
import { genericPerformWrite } from './genericPerformWrite.js';
import { genericWriteChecks } from './genericWriteChecks.js';
import { writeInode } from './inode.js';
import { invalidateInodePages2Range, invalidateMappingPages } from './invalidate.js';
import { openFile } from './kiocb.js';
import { readPage } from './readPage.js';
import { truncate, truncateTail } from './truncate.js';
import { writeBegin } from './writeBegin.js';
import { writeEnd } from './writeEnd.js';
import { writePage } from './writePage.js';

/** The functions of the write path, from the outermost to the disk. */
export const PARTS = {
  genericFileWriteIter,
  genericWriteChecks,
  core: __genericFileWriteIter,
  fileRemovePrivs,
  fileUpdateTime,
  genericFileDirectWrite,
  directIO,
  genericPerformWrite,
  writeBegin,
  writeEnd,
  filemapWriteAndWaitRange,
  filemapFdatawrite,
  filemapFdatawait,
  filemapCheckErrors,
  writePage,
  invalidateMappingPages,
  invalidateInodePages2Range,
  readPage,
  writeInode,
  truncate,
  truncateTail,
  fsync,
  fileReadIter,
  openFile,
};

/**
 * The record through which these functions call each other. Replacing one entry makes a different implementation:
 * a mutant is `createReference({ writeEnd: mine })`, where `mine` may call the original of PARTS.
 */
export type Parts = Readonly<typeof PARTS>;
