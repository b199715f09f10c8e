import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { expectEnd } from './unfinished.js';

class SampleProcess extends EventEmitter {
  exitCode: number | undefined;
}

function ended(...events: ('beforeExit' | 'exit' | number)[]): { exitCode: number | undefined; stderr: string } {
  const process = new SampleProcess();
  let stderr = '';
  const done = expectEnd(process, ['check', './x.js'], (text) => (stderr += text));
  for (const event of events) {
    if (typeof event === 'number') done(event);
    else process.emit(event);
  }
  return { exitCode: process.exitCode, stderr };
}

describe('a process that ends', () => {
  test('with its command done has the code of the command, and says nothing', () => {
    expect(ended(0, 'beforeExit', 'exit')).toEqual({ exitCode: 0, stderr: '' });
    expect(ended(1, 'exit')).toEqual({ exitCode: 1, stderr: '' });
  });

  test.each([
    [['exit'], 'ended the process'],
    [['beforeExit', 'exit'], 'waits for what never comes'],
  ] as const)('before that, by %j, ends with 2 and says why', (events, why) => {
    const stderr = `woe: expected "check ./x.js" to be done, but a target in the main thread ${why}\n`;
    expect(ended(...events)).toEqual({ exitCode: 2, stderr });
  });
});
