import { createRequire, Module } from 'node:module';
import { sep } from 'node:path';
import { Script } from 'node:vm';
import { jestExpect } from '@jest/expect';
import type { Circus } from '@jest/types';
import fc from 'fast-check';
import * as circus from 'jest-circus';
import { ModuleMocker } from 'jest-mock';

const { cache, resolve } = createRequire(__filename);
// That a property fails is enough: nobody reads the smallest case.
fc.configureGlobal({ endOnFailure: true });

/**
 * Runs the tests of one compiled file in this process, on Jest's own framework, without its module loader and its sandbox.
 * Returns the first failure, which ends the run, or undefined. That the file cannot be loaded is a failure too.
 */
export async function failureIn(path: string): Promise<string | undefined> {
  provideJestGlobals();
  circus.resetState();
  circus.getState().testTimeout = LONGEST_MS;
  let failure: string | undefined;
  const onEvent: Circus.EventHandler = (event) => {
    if (event.name === 'test_start') {
      const { test } = event;
      if (failure !== undefined) test.mode = 'skip';
      if (test.fn?.length === 0) test.fn = bounded(test.fn as () => unknown) as Circus.TestFn;
    }
    if (event.name === 'test_done' && event.test.errors.length > 0)
      failure ??= `${namesOf(event.test).join(' › ')}: ${textOf(event.test.errors[0])}`;
    if (event.name === 'hook_failure') failure ??= `${event.hook.type}: ${textOf(event.error)}`;
  };
  circus.addEventHandler(onEvent);
  try {
    module.require(path);
    await circus.run();
  } catch (error) {
    failure ??= textOf(error);
  } finally {
    circus.removeEventHandler(onEvent);
  }
  return failure;
}

/** Milliseconds until a test that does not come back is in an endless loop; the slowest takes one second. */
const ENDLESS_MS = 10_000;
const RUNNING = 'woeRunningTest';
const call = new Script(`globalThis.${RUNNING}()`);

/** The same test, but an endless loop ends with an error, up to where the test first awaits something. */
const bounded = (test: () => unknown) => (): unknown => {
  Object.assign(globalThis, { [RUNNING]: test });
  return call.runInThisContext({ timeout: ENDLESS_MS });
};

/** Milliseconds that a test may wait for something. As in jest.config.ts: a busy machine is no failure. */
const LONGEST_MS = 120_000;

const LONGEST_TEXT = 1000;
const textOf = (error: unknown): string => String(Array.isArray(error) ? error[0] : error).slice(0, LONGEST_TEXT);

function namesOf({ name, parent }: Circus.TestEntry): string[] {
  const names = [name];
  for (let block: Circus.DescribeBlock | undefined = parent; block?.parent; block = block.parent)
    names.unshift(block.name);
  return names;
}

/** What the tests import as `@jest/globals`, which Jest itself serves only inside its sandbox. */
function provideJestGlobals(): void {
  const path = resolve('@jest/globals');
  if (cache[path]) return;
  const mocker = new ModuleMocker(globalThis);
  const jest = {
    setTimeout: () => jest, // LONGEST_MS holds for all
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
  };
  const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
  const exports = { describe, it, test, beforeAll, beforeEach, afterAll, afterEach, expect: jestExpect, jest };
  cache[path] = Object.assign(new Module(path), { filename: path, loaded: true, exports });
}

/** Drops the modules below `root`, as if they had never been loaded; those of libraries stay. */
export function forget(root: string): void {
  // Node keeps what this module has loaded as its children.
  module.children.length = 0;
  for (const path of Object.keys(cache))
    if (path.startsWith(root + sep) && !path.includes(`${sep}node_modules${sep}`)) Reflect.deleteProperty(cache, path);
}
