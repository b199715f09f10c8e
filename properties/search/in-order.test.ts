import { expect, it } from '@jest/globals';
import { inOrder } from './in-order.js';

const soon = (turns: number): Promise<void> =>
  turns === 0 ? Promise.resolve() : Promise.resolve().then(() => soon(turns - 1));

it('hands out the answers in the order of the items, whichever comes first', async () => {
  const taken: number[] = [];
  await inOrder(
    [0, 1, 2, 3, 4][Symbol.iterator](),
    3,
    async (item) => {
      await soon(10 - 2 * item);
      return item;
    },
    (answer) => taken.push(answer) > 0,
  );
  expect(taken).toEqual([0, 1, 2, 3, 4]);
});

it('runs no more at the same time than it was told, and no less', async () => {
  let running = 0;
  let most = 0;
  await inOrder(
    Array.from({ length: 9 }, (_, i) => i)[Symbol.iterator](),
    2,
    async () => {
      most = Math.max(most, ++running);
      await soon(3);
      running--;
    },
    () => true,
  );
  expect(most).toBe(2);
});

it('ends when it is told to: what was asked ahead is dropped, even if it fails', async () => {
  const taken: number[] = [];
  await inOrder(
    [0, 1, 2, 3][Symbol.iterator](),
    4,
    async (item) => {
      if (item > 1) throw new Error('nobody waits for this one');
      return item;
    },
    (answer) => taken.push(answer) < 2,
  );
  expect(taken).toEqual([0, 1]);
});

it('fails with the error of the first whose turn it is', async () => {
  const failing = inOrder(
    [0, 1][Symbol.iterator](),
    2,
    async (item) => {
      throw new Error(`item ${item}`);
    },
    () => true,
  );
  await expect(failing).rejects.toThrow('item 0');
});
