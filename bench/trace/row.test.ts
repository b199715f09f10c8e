import { expect, test } from '@jest/globals';
import { traceContenders } from './row.js';
import { eventsIn, tracedProgram } from './traced.js';

test('the traced program conforms, and everyone sees all of its events', async () => {
  const trace = tracedProgram(3000);
  const events = eventsIn(trace);
  expect(events).toBeGreaterThanOrEqual(3000);
  for (const contender of traceContenders(trace)) expect(await contender.run(0)).toBe(events);
});

test('a trace that does not conform ends the bench', () => {
  const trace = tracedProgram(100)
    .toString()
    .replace(/"n":(\d+),"ret":(\d+)/, '"n":1,"ret":2');
  expect(() => traceContenders(Buffer.from(trace))[0].run(0)).toThrow('was found deviating');
});
