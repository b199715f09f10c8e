import type { Contender } from '../contender.js';
import { BARE, COPY } from './bare.js';
import { diskCommands } from './commands-disk.js';
import { iterCommands } from './commands-iter.js';
import { compiledStepper, longLivedActor } from './core-steppers.js';
import { OWN } from './own.js';
import { AS_CHECK, SAMPLED } from './sampled.js';

export const ACTOR = 'fc.commands + actor';
export const COMPILED = 'fc.commands + compiled';

/** Everyone who checks writes at `iter` level; ours first. */
export const iterContenders = (): Contender[] => [
  OWN.iter,
  SAMPLED.iter,
  AS_CHECK.iter,
  iterCommands(COMPILED, 'fc.commands; the table compiled from the machine judges each call', compiledStepper()),
  iterCommands(ACTOR, 'fc.commands; the XState machine judges, stepped by one long-lived actor', longLivedActor()),
];

/** Everyone who checks writes at `disk` level, and what the same writes cost unchecked. */
export const diskContenders = (): Contender[] => [
  OWN.disk,
  SAMPLED.disk,
  AS_CHECK.disk,
  diskCommands(COMPILED, 'fc.commands; the compiled core and a shadow file judge', compiledStepper()),
  diskCommands(ACTOR, 'fc.commands; the XState core, one long-lived actor, and a shadow file judge', longLivedActor()),
  BARE,
  COPY,
];
