import { DEFAULT_PROFILE, type ProfileId, type Target } from '../../contract/index.js';
import { __genericFileWriteIter } from './core.js';
import { PROFILES } from './profile.js';

/** The reference at `iter` level follows `profile`; at the other levels the environment names the profile. */
export function createReference(_patch: object = {}, profile: ProfileId = DEFAULT_PROFILE): Target {
  const era = PROFILES[profile];
  return {
    name: 'reference',
    version: '1',
    capabilities: ['direct', 'append', 'dsync', 'vectors'],
    profile,
    iter: { writeIter: (kiocb, from, callees) => __genericFileWriteIter(kiocb, from, callees, era) },
  };
}

export const reference: Target = createReference();
