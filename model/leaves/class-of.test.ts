import { expect, it } from '@jest/globals';
import { CORE, type CoreRegisters } from '../machines/core.js';
import { PROFILES } from '../profile.js';
import { classOf } from './class-of.js';

const EIO = -5;
const EBUSY = -16;

/** A request of 8 bytes, all of which is left. */
const start: CoreRegisters = { ...(CORE.registers(PROFILES['linux-4.x']) as CoreRegisters), count: 8, iovLeft: 8 };

it.each<[callee: string, ret: number, expected: string]>([
  ['checks', EIO, 'error'],
  ['checks', 0, 'zero'],
  ['checks', 8, 'ok'],
  ['removePrivs', EIO, 'error'],
  ['removePrivs', 0, 'ok'],
  ['isDax', 1, 'yes'],
  ['isDax', 0, 'no'],
  ['flush', EIO, 'error'],
  ['flush', 0, 'ok'],
  // What could not be dropped is no error of the write.
  ['invalidate', EBUSY, 'ok'],
  ['invalidate', 0, 'ok'],
])('%s that returns %i is %s', (callee, ret, expected) => {
  expect(classOf(callee, { type: callee, ret }, start)).toBe(expected);
});
