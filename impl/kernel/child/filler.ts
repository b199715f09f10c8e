import { constants } from 'node:fs';
import { join } from 'node:path';
import { call, must } from './libc.js';

const BLOCK_SIZE = 8;
const FREE_BLOCKS = 24;

/** A file that takes the space of a filesystem, all but so much. */
export class Filler {
  private readonly fd: number;
  private readonly statfs = Buffer.alloc(256);

  constructor(directory: string) {
    this.fd = must('open', join(directory, 'filler'), constants.O_RDWR + constants.O_CREAT, 0o600);
  }

  /** Leaves `bytes`, rounded down to blocks, free; null leaves everything. What the filesystem can't give stays free. */
  leave(bytes: number | null): void {
    must('ftruncate', this.fd, 0);
    if (bytes === null) return;
    must('fstatfs', this.fd, this.statfs);
    const block = Number(this.statfs.readBigInt64LE(BLOCK_SIZE));
    const free = Number(this.statfs.readBigUInt64LE(FREE_BLOCKS));
    for (let take = free - Math.floor(bytes / block); take > 0; take--)
      if (call('fallocate', this.fd, 0, 0, take * block) === 0) return;
  }
}
