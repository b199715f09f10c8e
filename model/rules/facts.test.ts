import { expect, it } from '@jest/globals';
import { DOUBTFUL, FACT_BIT, FACTS, RULES } from './index.js';

it('every fact is asked by a rule, or stands for one that may hold', () => {
  const asked = new Set([...RULES.flatMap(({ facts }) => facts), ...Object.values(DOUBTFUL)]);
  expect(FACTS.filter((fact) => !asked.has(fact))).toEqual([]);
});

it('each fact has a bit of its own', () => {
  const bits = FACTS.map((fact) => FACT_BIT[fact]);
  expect(new Set(bits).size).toBe(FACTS.length);
  for (const bit of bits) expect(Number.isInteger(Math.log2(bit))).toBe(true);
});
