import { DEFAULT_PROFILE, type Level, type ProfileId } from '../../contract/index.js';
import { createReference } from '../../impl/reference/target.js';
import { check } from '../check.js';
import { engineOf } from '../engines.js';
import { DEFAULT_SEED } from '../options.js';
import { drive } from '../run/drive.js';
import { runScenario } from '../run/run-scenario.js';
import { BATCH, ScenarioSpace } from '../search/batch.js';
import { factsOf } from '../search/facts.js';

/** Why the reference does not conform in the sweep of the default era, up to its first deviation; empty when it does. */
export async function reasonsInSweep(level: Level): Promise<readonly string[]> {
  const stop = new AbortController();
  const { reasons } = await check({
    target: createReference({}, DEFAULT_PROFILE),
    levels: [level],
    runs: 0,
    signal: stop.signal,
    onFound: () => stop.abort(),
  });
  return reasons;
}

/** The rule that the reference of an era breaks first, in every `stride`-th scenario of its sweep. */
export async function brokenInSweep(profile: ProfileId, level: Level, stride: number): Promise<string | undefined> {
  const target = createReference({}, profile);
  const engine = engineOf(level);
  const space = new ScenarioSpace(engine, profile, DEFAULT_SEED, factsOf(target));
  const count = space.count('sweep');
  for (let from = 0; from < count; from += BATCH)
    for (const [i, scenario] of space
      .scenarios({ level, phase: 'sweep', index: from / BATCH, size: Math.min(BATCH, count - from) })
      .entries()) {
      if (i % stride !== 0) continue;
      const { deviation } = await drive(runScenario(engine, target, scenario, { isSelected: () => true }));
      if (deviation) return deviation.rule;
    }
  return undefined;
}
