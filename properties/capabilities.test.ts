import { describe, expect, it } from '@jest/globals';
import type { Capability, Target } from '../contract/index.js';
import { createReference } from '../impl/reference/target.js';
import { check } from './check.js';

const { capabilities: ALL } = createReference();

/** The reference, of which no more is known than this. */
function knownBy(level: 'disk' | 'file', capabilities: readonly Capability[]): Target {
  const { name, version, disk, file } = createReference();
  if (!disk || !file) throw new Error('the reference has lost a level');
  return { name, version, capabilities, ...(level === 'disk' ? { disk } : { file: { ...file, induces: [] } }) };
}

/** What the target declares is reached by the sweep; what it does not is no reason to fail it. */
describe.each(['disk', 'file'] as const)('at %s level the sweep exercises what is declared', (level) => {
  it.each([[[]], ...ALL.map((capability) => [[capability]])] as Capability[][][])('%s', async (capabilities) => {
    const { verdict, reasons } = await check({ target: knownBy(level, capabilities), runs: 0 });
    expect([verdict, reasons]).toEqual(['conformant', []]);
  });
});
