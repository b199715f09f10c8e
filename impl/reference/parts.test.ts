import { expect, test } from '@jest/globals';
import { PARTS, type Parts } from './parts.js';
import { bytes, fault, testbed } from './testbed.sample.js';

test('every function is called through the record, so that replacing one changes the implementation', () => {
  const called = new Set<string>();
  const counting = Object.fromEntries(
    Object.entries(PARTS).map(([name, part]) => [
      name,
      (...args: unknown[]) => {
        called.add(name);
        return (part as (...all: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Parts;
  const { file } = testbed({ size: 8192, allocated: [{ from: 0, to: 4096 }], patch: counting });
  const fd = file.open(['O_RDWR', 'O_DIRECT']) as number;
  file.write(fd, bytes(5, 8192), 0);
  const buffered = file.open(['O_RDWR']) as number;
  file.write(buffered, bytes(5, 10), 0);
  file.write(fd, bytes(5, 8192), 0);
  file.read(fd, 512, 0);
  file.ftruncate(fd, 10);
  file.fsync(fd);
  expect([...called].sort()).toEqual(Object.keys(PARTS).sort());
});

test('a mutant is the reference with one function replaced', () => {
  const faults = [fault('write', 'EIO')];
  const flushNever = { filemapWriteAndWaitRange: () => 0 as const };
  const { file } = testbed({ size: 4096, allocated: [], faults, patch: flushNever });
  expect(file.write(file.open(['O_WRONLY', 'O_DIRECT']) as number, bytes(5, 4096), 0)).toBe(4096);
});
