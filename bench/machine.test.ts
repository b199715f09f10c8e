import { expect, test } from '@jest/globals';
import { busyBetween, machine, machineText, type Machine } from './machine.js';

const QUIET: Machine = {
  date: '2026-01-31',
  cpu: 'A processor',
  cores: 2,
  memory: 24,
  system: 'Linux 6',
  node: 'v20.19.0',
  versions: { xstate: '5.0.0' },
  load: 0.1,
};

test('a machine that is busy with something else is called so', () => {
  expect(machineText(QUIET)).toEqual(['A processor, 2 cores, 24 GiB, Linux 6', 'node v20.19.0, xstate 5.0.0']);
  expect(machineText({ ...QUIET, load: 1.26 })[0]).toBe(
    'A processor, 2 cores, 24 GiB, Linux 6; BUSY, 1.3 cores at other work: the numbers are too low',
  );
});

test.each([
  [0, 2000, 0],
  [500, 2000, 0.5],
  [2000, 2000, 2],
  [0, 0, 0],
])('%d busy of %d milliseconds on two cores are %d cores', (busy, all, cores) => {
  expect(busyBetween({ busy: 7, all: 10 }, { busy: 7 + busy, all: 10 + all }, 2)).toBe(cores);
});

test('what others do is counted in cores', async () => {
  const { load, cores, versions } = await machine();
  expect(load).toBeGreaterThanOrEqual(0);
  expect(load).toBeLessThanOrEqual(cores);
  expect(Object.keys(versions)).toEqual(['xstate', 'fast-check', 'tinybench']);
});
