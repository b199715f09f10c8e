import {
  dropCaches,
  dup,
  fsync,
  open,
  powerCut,
  pwrite,
  seek,
  truncate,
  unreadable,
  write,
  writeback,
} from './call.js';
import type { Row } from './row.js';

/**
 * Short sequences of calls that each take another way through the path: the bounded search runs every one with every
 * fault at each of its first occurrences. A 16 KiB file without holes unless the row says otherwise.
 */
export const SHORT_SEQUENCES: readonly Row[] = [
  { aim: 'a page through the cache', calls: [open(0, 'O_RDWR'), pwrite(0, 0, 4096)] },
  { aim: 'part of a page, then fsync twice', calls: [open(0, 'O_RDWR'), pwrite(0, 100, 200), fsync(0), fsync(0)] },
  { aim: 'two pages at the offset, extending', calls: [open(0, 'O_RDWR'), seek(0, 12_288), write(0, 8192)] },
  { aim: 'two direct pages', calls: [open(0, 'O_RDWR', 'O_DIRECT'), pwrite(0, 0, 8192)] },
  { aim: 'direct at the offset, extending', calls: [open(0, 'O_RDWR', 'O_DIRECT'), seek(0, 12_288), write(0, 8192)] },
  {
    aim: 'direct into a hole',
    holes: [[4096, 8192]],
    calls: [open(0, 'O_RDWR', 'O_DIRECT'), pwrite(0, 0, 12_288), fsync(0)],
  },
  {
    aim: 'direct over a dirty page',
    calls: [open(0, 'O_RDWR'), open(1, 'O_RDWR', 'O_DIRECT'), pwrite(0, 0, 4096), pwrite(1, 0, 8192), fsync(0)],
  },
  { aim: 'append', calls: [open(0, 'O_RDWR', 'O_APPEND'), write(0, 5000), write(0, 512)] },
  { aim: 'append direct', calls: [open(0, 'O_RDWR', 'O_APPEND', 'O_DIRECT'), write(0, 4096), write(0, 4096)] },
  { aim: 'synchronous', calls: [open(0, 'O_RDWR', 'O_SYNC'), pwrite(0, 0, 8192), powerCut] },
  { aim: 'synchronous data', calls: [open(0, 'O_RDWR', 'O_DSYNC', 'O_DIRECT'), pwrite(0, 0, 8192), powerCut] },
  { aim: 'several segments', calls: [open(0, 'O_RDWR'), pwrite(0, 4000, 96, 4096, 1)] },
  { aim: 'a segment that cannot be read', calls: [open(0, 'O_RDWR'), write(0, 512, unreadable(4096, 100), 512)] },
  {
    aim: 'writeback between write and fsync, seen by two descriptors',
    calls: [open(0, 'O_RDWR'), open(1, 'O_RDWR'), pwrite(0, 0, 4096), writeback, fsync(0), fsync(1), fsync(1)],
  },
  { aim: 'the cache dropped', calls: [open(0, 'O_RDWR'), pwrite(0, 0, 5000), writeback, dropCaches] },
  {
    aim: 'a file with set-id bits',
    file: { mode: 0o6755 },
    calls: [open(0, 'O_RDWR'), pwrite(0, 0, 512), pwrite(0, 512, 512)],
  },
  { aim: 'a shared offset', calls: [open(0, 'O_RDWR'), dup(0, 1), write(0, 4096), write(1, 100)] },
  { aim: 'shorter, then longer', calls: [open(0, 'O_RDWR'), truncate(0, 5000), pwrite(0, 8192, 4096), fsync(0)] },
  {
    aim: 'saved before the power cut',
    calls: [open(0, 'O_RDWR'), pwrite(0, 0, 8192), fsync(0), pwrite(0, 0, 512), powerCut],
  },
];
