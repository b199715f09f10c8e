import { measure, medianOf } from '../measure.js';
import type { Aim, Effort, Measured, Row, Table } from '../row.js';
import { ACTOR, COMPILED, diskContenders, iterContenders } from './contenders.js';
import { memoryTable } from './memory.js';
import { workersTable } from './workers.js';

const OWN = 'own generator';
const UNIT = 'writes/s';
/** Checked writes per second at `disk` level, on a machine where the actor stack makes ACTOR_THERE. */
const DISK_AIM = 500_000;
const ACTOR_THERE = 37_000;

const ratio = (measured: readonly Measured[], one: string, other: string, atLeast: number): Aim => ({
  what: `${one} / ${other}`,
  got: medianOf(measured, one) / medianOf(measured, other),
  atLeast,
  unit: 'x',
});

async function iterTable(effort: Effort): Promise<Table> {
  const measured = await measure(iterContenders(), effort);
  return {
    title: 'Checked writes at iter level: scripted callees, 50 writes per file',
    unit: UNIT,
    measured,
    aims: [ratio(measured, OWN, ACTOR, 50), ratio(measured, OWN, COMPILED, 1)],
    notes: [],
  };
}

async function diskTable(effort: Effort): Promise<Table> {
  const measured = await measure(diskContenders(), effort);
  const there = (medianOf(measured, OWN) * ACTOR_THERE) / medianOf(measured, ACTOR);
  return {
    title:
      'Checked writes at disk level: 256 KiB file, writes of 1 to 8 KiB, 50 per fresh disk, faults, content checked',
    unit: UNIT,
    measured,
    aims: [
      ratio(measured, OWN, ACTOR, 10),
      ratio(measured, OWN, COMPILED, 1),
      ratio(measured, OWN, 'bare implementation', 1 / 3),
      { what: `${OWN} where the actor stack makes ${ACTOR_THERE}`, got: there, atLeast: DISK_AIM, unit: '/s' },
    ],
    notes: [],
  };
}

/** How many write calls are checked in a second, beside those who do the same by other means. */
export const CHECKED: Row = {
  id: 'checked',
  question: 'How many write calls are checked in a second? On two workers? Does the memory stay flat?',
  measure: async (effort) => [
    await iterTable(effort),
    await diskTable(effort),
    await workersTable(effort),
    await memoryTable(),
  ],
};
