/** What a descriptor leads to, as far as its path tells. */
import { expect, test } from '@jest/globals';
import { kindOfPath } from './inode.js';

test.each<[string, ReturnType<typeof kindOfPath>]>([
  ['', 'unknown'],
  ['/tmp/x', 'file'],
  ['x', 'file'],
  ['/tmp/a:b', 'file'],
  ['/home/dev/x', 'file'],
  ['/device', 'file'],
  ['/dev/shm/x', 'file'],
  ['/tmp/dev/shm/', 'file'],
  ['/dev/null', 'other'],
  ['/dev/shmem/x', 'other'],
  ['/dev/pts/dev/shm/', 'other'],
  ['/proc/self/oom_score_adj', 'other'],
  ['/sys/power/state', 'other'],
  ['pipe:[12]', 'other'],
  ['socket:[13]', 'other'],
  ['TCP:[127.0.0.1:1]', 'other'],
  ['UNIX-STREAM:[14]', 'other'],
  ['anon_inode:[eventfd]', 'other'],
  ['9:[1]', 'file'],
  ['a b:[1]', 'file'],
])('%j is %s', (path, kind) => expect(kindOfPath(path)).toBe(kind));
