import { describe, expect, it } from '@jest/globals';
import type { Call, Lack } from '../../contract/index.js';
import { fsync, open, pread, pwrite, read, seek, truncate, write } from './call.js';
import { spelled } from './spelled.js';

const without = (lacks: Lack[], ...calls: Call[]): Call[] => spelled(calls, new Set(lacks));

describe('calls without what an API lacks', () => {
  it('are the same when it lacks nothing', () => {
    const calls = [open(0, 'O_RDWR'), seek(0, 5), write(0, 1), fsync(0)];
    expect(without([], ...calls)).toEqual(calls);
  });

  it('join a seek and what is done there', () => {
    expect(without(['offset'], open(0, 'O_RDWR'), seek(0, 5), write(0, 1, 2), seek(0, 7), read(0, 3))).toEqual([
      open(0, 'O_RDWR'),
      pwrite(0, 5, 1, 2),
      pread(0, 7, 3),
    ]);
  });

  it('leave out a seek that no transfer on its descriptor follows, or that is not from the start', () => {
    const calls = [
      open(0, 'O_RDWR'),
      seek(0, 5),
      fsync(0),
      seek(1, 5),
      write(0, 1),
      seek(0, 0, 'SEEK_END'),
      write(0, 2),
    ];
    expect(without(['offset'], ...calls)).toEqual([open(0, 'O_RDWR'), fsync(0), write(0, 1), write(0, 2)]);
  });

  it('write at the offset where no position can be given', () => {
    expect(without(['positions', 'offset'], open(0, 'O_RDWR'), pwrite(0, 9, 1), seek(0, 5), write(0, 1, 2))).toEqual([
      open(0, 'O_RDWR'),
      write(0, 1),
      write(0, 1, 2),
    ]);
  });

  it('neither truncate nor sync where that is lacking', () => {
    const calls = [open(0, 'O_RDWR'), truncate(0, 1), fsync(0), write(0, 1)];
    expect(without(['truncate'], ...calls)).toEqual([calls[0], calls[2], calls[3]]);
    expect(without(['sync'], ...calls)).toEqual([calls[0], calls[1], calls[3]]);
  });

  it('use descriptors only for what they are open for where nothing else holds them to it', () => {
    const calls = [open(0, 'O_RDONLY'), write(0, 1), open(1, 'O_WRONLY'), pread(1, 0, 1), write(1, 1), write(2, 1)];
    expect(without(['access'], ...calls)).toEqual([calls[0], calls[2], calls[4]]);
  });
});
