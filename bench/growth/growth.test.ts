import { describe, expect, test } from '@jest/globals';
import { create } from 'xmlbuilder2';
import { checkScenario } from '../checked/check-scenario.js';
import { AXES, exponent } from './axes.js';
import { growthSvg } from './plot.js';
import { shapedScenario, USUAL } from './shape.js';

describe.each(AXES.map((axis) => [axis.label, axis] as const))('the axis %s', (_, axis) => {
  test('has scenarios of that shape at both ends, which the reference passes', () => {
    for (const value of [axis.values[0], axis.values[axis.values.length - 1]]) {
      const shape = { ...USUAL, [axis.of]: value };
      const scenario = shapedScenario(1, shape);
      expect(scenario.file.size).toBe(shape.fileSize);
      expect(scenario.calls).toHaveLength(shape.descriptors + shape.writes + 1);
      expect(scenario.faults).toHaveLength(shape.faults);
      checkScenario(scenario);
    }
  });
});

test('the exponent says how the cost grows', () => {
  const points = (cost: (x: number) => number) => [9, 99, 999].map((x) => ({ x, us: cost(x) }));
  expect(exponent(points(() => 5))).toBeCloseTo(0);
  expect(exponent(points((x) => x + 1))).toBeCloseTo(1);
  expect(exponent(points((x) => (x + 1) ** 2))).toBeCloseTo(2);
  expect(exponent([0, 32].map((x) => ({ x, us: 5 })))).toBeCloseTo(0);
});

test('the picture is an SVG with a panel for each axis', async () => {
  const grown = AXES.map((axis) => ({ axis, points: axis.values.map((x, i) => ({ x, us: 10 + i })) }));
  const svg = await growthSvg(grown, 'A title');
  expect(() => create(svg)).not.toThrow();
  for (const { label } of AXES) expect(svg).toContain(label);
  expect(svg).toContain('A title');
});
