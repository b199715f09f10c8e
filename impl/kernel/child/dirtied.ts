import { constants } from 'node:fs';
import { call, must, peek, poke } from './libc.js';

const PAGE = 4096;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

/** A page of a file, mapped and dirty, with the bytes that it had. */
export class Dirtied {
  private mapping: number | undefined;
  private fd: number | undefined;

  /** `offset` is the start of a page inside the file. Stays mapped: unmapping would write it back. */
  touch(path: string, offset: number): void {
    this.fd = must('open', path, constants.O_RDWR, 0);
    this.mapping = must('mmap', 0, PAGE, PROT_READ_WRITE, MAP_SHARED, this.fd, offset);
    poke(this.mapping, peek(this.mapping, 1));
  }

  letGo(): void {
    if (this.mapping !== undefined) call('munmap', this.mapping, PAGE);
    if (this.fd !== undefined) call('close', this.fd);
    this.mapping = this.fd = undefined;
  }
}
