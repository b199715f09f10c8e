import { expect, it } from '@jest/globals';
import type { InducibleFault } from '../../../contract/index.js';
import { scriptOf } from './file.js';

type Armed = [InducibleFault, { bytes: number }];
const SHORT: Armed = ['shortAfter', { bytes: 512 }];
const ERROR: Armed = ['errorAfter', { bytes: 4096 }];

it('a WRITE is held back for another program only where it is direct: a buffered one holds the locks of its pages', () => {
  const armed = new Map([SHORT, ERROR]);
  expect(scriptOf(armed, true).hold).toBe(true);
  expect(scriptOf(armed, false).hold).toBeUndefined();
  expect(scriptOf(new Map([SHORT]), true).hold).toBeUndefined();
  expect(scriptOf(new Map([ERROR]), true).hold).toBeUndefined();
});
