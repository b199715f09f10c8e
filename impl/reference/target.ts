import { CAPABILITIES, DEFAULT_PROFILE, INDUCIBLE_FAULTS, type ProfileId, type Target } from '../../contract/index.js';
import { mount } from './mount.js';
import { PARTS, type Parts } from './parts.js';
import { prepare } from './prepare.js';
import { PROFILES } from './profile.js';

/**
 * The reference, or with a `patch` an implementation that differs from it in some functions.
 * At `iter` level, where no environment tells the era, it follows `profile`.
 */
export function createReference(patch: Partial<Parts> = {}, profile: ProfileId = DEFAULT_PROFILE): Target {
  const parts: Parts = { ...PARTS, ...patch };
  return {
    name: 'reference',
    version: '1',
    capabilities: CAPABILITIES,
    profile,
    iter: { writeIter: (kiocb, from, callees) => parts.core(kiocb, from, callees, PROFILES[profile]) },
    disk: { mount: (disk, environment) => mount(disk, environment, parts) },
    file: {
      induces: INDUCIBLE_FAULTS,
      prepare: (content, environment, geometry) => prepare(content, environment, geometry, parts),
    },
  };
}

export const reference: Target = createReference();
