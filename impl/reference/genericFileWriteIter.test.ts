import { expect, test } from '@jest/globals';
import { bytes, testbed } from './testbed.sample.js';

test('a write inside a write is a deadlock', () => {
  const { file } = testbed({
    patch: {
      genericWriteChecks: () => {
        file.write(fd, bytes(5, 1), 0);
        return 0;
      },
    },
  });
  const fd = file.open(['O_WRONLY']) as number;
  expect(() => file.write(fd, bytes(5, 1), 0)).toThrow('deadlock: i_mutex is taken twice');
});

test('a task that is left with a bdi is seen in the steps', () => {
  const { file, steps } = testbed({
    patch: {
      core: ({ task }) => {
        task.backingDevInfo = {};
        return 1;
      },
    },
  });
  file.write(file.open(['O_WRONLY']) as number, bytes(5, 1), 0);
  expect(steps.find(({ fn, at }) => fn === '__generic_file_write_iter' && at === 'return')).toMatchObject({ bdi: 1 });
});
