import { describe, expect, test } from '@jest/globals';
import { STATE_WORDS, StateTable } from './state-table.js';

/** Some thousand controls, and words in which every bit is used: more states than the table has room for at first. */
const MANY = 70_000;
const stateOf = (i: number): [control: number, low: number, high: number] => [
  i % 1000,
  Math.imul(i, 0x9e3779b1),
  ~Math.floor(i / 3),
];

function filled(count: number): StateTable {
  const table = new StateTable();
  for (let i = 0; i < count; i++) table.offer(...stateOf(i), i - 1);
  table.settle();
  return table;
}

const stateAt = ({ states }: StateTable, i: number): number[] => [
  ...states.slice(i * STATE_WORDS, (i + 1) * STATE_WORDS),
];

describe('a table of states', () => {
  test('keeps them in the order in which they came, each with the one that it was reached from first', () => {
    const table = new StateTable();
    table.offer(0, 0, 0, -1);
    table.offer(2, 1, 1, 0);
    table.offer(1, 1, 1, 0);
    table.offer(2, 1, 1, 2);
    table.settle();
    expect(table.count).toBe(3);
    expect([0, 1, 2].map((i) => stateAt(table, i))).toEqual([
      [0, 0, 0],
      [2, 1, 1],
      [1, 1, 1],
    ]);
    expect([...table.parents.slice(0, 3)]).toEqual([-1, 0, 0]);
  });

  test.each<[word: string, at: (i: number) => [control: number, low: number, high: number]]>([
    ['control', (i) => [i, 0, 0]],
    ['first word', (i) => [0, i, 0]],
    ['second word', (i) => [0, 0, i]],
  ])('tells them apart by their %s alone, though some share a slot', (_, at) => {
    const table = new StateTable();
    for (let i = 0; i < 2000; i++) table.offer(...at(i), -1);
    table.settle();
    expect(table.count).toBe(2000);
  });

  test('grows, and loses none', () => {
    const table = filled(MANY);
    expect(table.count).toBe(MANY);
    for (const i of [0, 49_151, 49_152, 65_535, 65_536, MANY - 1]) {
      expect(stateAt(table, i)).toEqual(stateOf(i).map((word) => word | 0));
      expect(table.parents[i]).toBe(i - 1);
    }
  });

  test('knows each one again after it has grown', () => {
    const table = filled(MANY);
    for (let i = 0; i < MANY; i++) table.offer(...stateOf(i), -1);
    table.settle();
    expect(table.count).toBe(MANY);
    // All its integers are 0, as in what was not filled yet.
    table.offer(0, 0, 0, -1);
    table.settle();
    expect(table.count).toBe(MANY + 1);
  });
});
