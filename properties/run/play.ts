import type { CallObservation, Scenario } from '../../contract/index.js';
import { FileOracle, recordPossible, recordWay, type CoverageRecorder } from '../../model/index.js';
import type { JudgedCall } from '../engine.js';
import type { Steps } from './drive.js';
import { Player } from './player.js';
import type { Stage } from './stage.js';

/** Plays a scenario of the `disk` or `file` level and judges each call; a deviation ends it. */
export function* play(
  stage: Stage,
  scenario: Scenario,
  judged: (call: JudgedCall) => void,
  coverage?: CoverageRecorder,
): Steps<void> {
  const oracle = new FileOracle(scenario);
  const player = new Player(stage, scenario);
  try {
    yield* player.begin();
    for (const [index, call] of scenario.calls.entries()) {
      const clock = stage.tick(index);
      const observation = yield* player.perform(call, index);
      const { evidence, disk, steps } = stage.takeEvidence();
      if (disk) observation.disk = disk;
      if (steps) observation.steps = steps;
      const possible = oracle.judge(call, observation, { clock, evidence });
      const judgement = stage.narrow?.(possible, observation.ret) ?? possible;
      judged({ observation, judgement });
      if (judgement.differences.length > 0) return;
      if (!coverage) continue;
      if (oracle.lastTrace) for (const way of oracle.lastTrace.ways) recordWay(coverage, way);
      else recordPossible(coverage, judgement.leaves);
    }
  } finally {
    yield* player.end();
  }
}

/** Plays a scenario to its end without a judge; `seen` is told of every call. */
export function* observe(stage: Stage, scenario: Scenario, seen: (call: CallObservation) => void): Steps<void> {
  const player = new Player(stage, scenario);
  try {
    yield* player.begin();
    for (const [index, call] of scenario.calls.entries()) {
      stage.tick(index);
      const observation = yield* player.perform(call, index);
      stage.takeEvidence();
      seen(observation);
    }
  } finally {
    yield* player.end();
  }
}
