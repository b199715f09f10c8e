import type { DiskTarget, FileTarget, Geometry, IterTarget, Level, Target } from '../contract/index.js';
import type { SectorStore } from '../impl/disk/index.js';
import { diskBounded } from './disk/bounded.js';
import { diskScenarios } from './disk/generate.js';
import { observeDisk, runDisk } from './disk/run.js';
import { diskSweep } from './disk/sweep.js';
import type { Engine } from './engine.js';
import { fileBounded } from './file/bounded.js';
import { fileScenarios } from './file/generate.js';
import { observeFile, runFile } from './file/run.js';
import { fileSweep } from './file/sweep.js';
import { iterBounded } from './iter/bounded.js';
import { iterScenarios } from './iter/generate.js';
import { observeIter, runIter } from './iter/run.js';
import { iterSweep } from './iter/sweep.js';

const iter: Engine = {
  level: 'iter',
  sweep: iterSweep,
  bounded: iterBounded,
  random: iterScenarios,
  run: (target, scenario, judged, coverage) => runIter(target.iter as IterTarget, scenario, judged, coverage),
  observe: (target, scenario, seen) => observeIter(target.iter as IterTarget, scenario, seen),
};

const file: Engine = {
  level: 'file',
  sweep: (profile, seed, { capabilities, induces, lacks }) => fileSweep(profile, seed, capabilities, induces, lacks),
  bounded: (profile, seed, { capabilities, induces, lacks }) =>
    fileBounded(profile, seed, capabilities, induces, lacks),
  random: (profile, { capabilities, induces, lacks }, steering) =>
    fileScenarios(profile, capabilities, induces, steering, lacks),
  run: (target, scenario, judged, coverage) =>
    runFile(target as Target & { file: FileTarget }, scenario, judged, coverage),
  observe: (target, scenario, seen) => observeFile(target as Target & { file: FileTarget }, scenario, seen),
};

/** Gives the backing of each scenario's virtual disk; memory by default. */
export type StoreOf = (geometry: Geometry) => SectorStore;

function diskEngine(storeOf?: StoreOf): Engine {
  return {
    level: 'disk',
    sweep: (profile, seed, { capabilities }) => diskSweep(profile, seed, capabilities),
    bounded: (profile, seed, { capabilities }) => diskBounded(profile, seed, capabilities),
    random: (profile, { capabilities }, steering) => diskScenarios(profile, capabilities, steering),
    run: (target, scenario, judged, coverage) =>
      runDisk(target as Target & { disk: DiskTarget }, scenario, judged, coverage, storeOf?.(scenario.disk)),
    observe: (target, scenario, seen) => observeDisk(target as Target & { disk: DiskTarget }, scenario, seen),
  };
}

/** What runs scenarios at a level. */
export function engineOf(level: Level, storeOf?: StoreOf): Engine {
  if (level === 'disk') return diskEngine(storeOf);
  return level === 'iter' ? iter : file;
}
