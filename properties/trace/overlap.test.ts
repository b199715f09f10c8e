/** Tasks that write at the same time, share descriptors, and end. */
import { describe, expect, test } from '@jest/globals';
import { NEW, APPEND, ABC, READ, check } from './testbed.sample.js';

describe('several tasks', () => {
  const at = (pid: number, ...lines: string[]) => lines.map((line) => `${pid} ${line}`);
  const seek = (offset: number) => `lseek(3, 0, SEEK_CUR) = ${offset}`;

  test.each<[string, string[], number | 'not judged']>([
    ['a forked child shares the offset', [...at(1, NEW, READ, 'fork() = 2'), ...at(2, ABC), ...at(1, seek(3))], 3],
    [
      'its table is a copy',
      [
        ...at(1, NEW, READ, 'fork() = 2'),
        ...at(2, 'close(3) = 0', 'open("/tmp/y", O_RDWR) = 3', ABC),
        ...at(1, seek(0)),
      ],
      0,
    ],
    [
      'a thread shares the table',
      [
        ...at(1, NEW, READ, 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2'),
        ...at(2, 'close(3) = 0', 'open("/tmp/y", O_RDWR) = 3', ABC),
        ...at(1, seek(3)),
      ],
      3,
    ],
    [
      'the child is in the trace before its parent returns',
      [
        ...at(1, NEW, READ, 'vfork( <unfinished ...>'),
        ...at(2, ABC, 'exit_group(0) = ?', '+++ exited with 0 +++'),
        ...at(1, '<... vfork resumed>) = 2', seek(3)),
      ],
      3,
    ],
    [
      'two writes that overlap both count',
      [
        ...at(1, NEW, READ, 'fork() = 2', 'write(3, "abc", 3 <unfinished ...>'),
        ...at(2, 'write(3, "de", 2 <unfinished ...>'),
        ...at(1, '<... write resumed>) = 3'),
        ...at(2, '<... write resumed>) = 2', seek(5)),
      ],
      5,
    ],
    [
      'a write whose task was killed inside it may have written',
      [
        ...at(1, NEW, READ, 'fork() = 2'),
        ...at(2, 'write(3, "abc", 3 <unfinished ...>', '+++ killed by SIGKILL +++'),
        ...at(1, 'lseek(3, 0, SEEK_CUR) = 3', 'lseek(3, 0, SEEK_END) = 3'),
      ],
      'not judged',
    ],
    [
      'and after it all is known again',
      [
        ...at(1, NEW, READ, 'fork() = 2'),
        ...at(2, 'write(3, "abc", 3 <unfinished ...>', '+++ killed by SIGKILL +++'),
        ...at(1, 'lseek(3, 0, SEEK_END) = 0', ABC, seek(3)),
      ],
      3,
    ],
    [
      'an lseek that overlaps with a write tells nothing',
      [
        ...at(1, NEW, READ, 'fork() = 2', 'write(3, "abc", 3 <unfinished ...>'),
        ...at(2, 'lseek(3, 0, SEEK_CUR) = 0'),
        ...at(1, '<... write resumed>) = 3'),
      ],
      'not judged',
    ],
  ])('%s', (_, lines, offset) => {
    const { findings, unknown, rules } = check(lines);
    expect([findings, unknown.lines]).toEqual([[], 0]);
    const judged = rules.filter(({ id, verdict }) => /offset|open/.test(id) && verdict === 'conform');
    expect(judged.length).toBe(offset === 'not judged' ? 0 : 1);
    if (offset === 'not judged') return;
    const wrong = lines.map((line) => line.replace(seek(offset), seek(offset + 1)));
    expect(check(wrong).findings.map(({ line }) => line)).toEqual([
      lines.findIndex((line) => line.includes('SEEK_CUR')) + 1,
    ]);
  });

  test.each([4, 5, 6])('two appends that overlap leave a size of 5, not of %i', (size) => {
    const lines = [
      ...at(1, APPEND, 'fork() = 2', 'write(3, "abc", 3 <unfinished ...>'),
      ...at(2, 'write(3, "de", 2 <unfinished ...>'),
      ...at(1, '<... write resumed>) = 3'),
      ...at(2, '<... write resumed>) = 2', `lseek(3, 0, SEEK_END) = ${size}`),
    ];
    expect(check(lines).findings.length).toBe(size === 5 ? 0 : 1);
  });
});
