import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROFILES, compiled, searchModel, type Bounds } from '../../model/index.js';
import { promelaText } from '../../report/promela.js';
import type { ProfileId } from '../../contract/index.js';

/** What Spin said of one model. */
export interface SpinRun {
  readonly states: number;
  /** As its verifier measured it, in seconds; without translation and compilation. */
  readonly seconds: number;
  /** The first violated assertion, or null. */
  readonly violated: string | null;
  /** Every state was visited. */
  readonly complete: boolean;
}

/** Why Spin can't be run here, or null. */
export function lacksSpin(): string | null {
  const missing = ['spin', 'gcc'].filter((command) => spawnSync(command, ['--version']).error !== undefined);
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')}; e.g. apt-get install spin gcc`;
}

const OPTIMISED = ['-w', '-O2', '-DSAFETY', '-DMEMLIM=8192', '-o', 'pan', 'pan.c'];
/** Steps that a path may have, and 2^24 slots for states. */
const LIMITS = ['-m2000000', '-w24'];

/** A verifier that was compiled: it can be run again and again. */
export interface Verifier {
  run(): SpinRun;
  remove(): void;
}

/** Exports the search of a profile's core, has Spin translate it and gcc compile it. */
export function verifierOf(profile: ProfileId, bounds: Bounds): Verifier {
  const dir = mkdtempSync(join(tmpdir(), 'woe-spin-'));
  const machine = compiled('__generic_file_write_iter', PROFILES[profile]);
  writeFileSync(join(dir, 'model.pml'), promelaText(searchModel(machine, bounds)));
  execFileSync('spin', ['-a', '-o2', 'model.pml'], { cwd: dir, stdio: 'pipe' });
  execFileSync('gcc', OPTIMISED, { cwd: dir, stdio: 'pipe' });
  return {
    run: () => parseSpin(execFileSync('./pan', LIMITS, { cwd: dir, encoding: 'utf8', stdio: 'pipe' })),
    remove: () => {
      rmSync(dir, { recursive: true });
    },
  };
}

/** Compiles, runs once, and takes everything away again. */
export function runSpin(profile: ProfileId, bounds: Bounds): SpinRun {
  const verifier = verifierOf(profile, bounds);
  try {
    return verifier.run();
  } finally {
    verifier.remove();
  }
}

/** Reads the report of a verifier. Throws when it is none. */
export function parseSpin(report: string): SpinRun {
  const states = /^\s*(\d+) states, stored/m.exec(report);
  const seconds = /elapsed time ([\d.]+) seconds/.exec(report);
  if (!states || !seconds) throw new Error(`not the report of a Spin verifier: ${report.slice(0, 200)}`);
  const violated = /assertion violated (.*?) \(at depth/.exec(report);
  const complete = !/Search not completed|max search depth too small|out of memory/i.test(report);
  return {
    states: Number(states[1]),
    seconds: Number(seconds[1]),
    violated: violated ? violated[1] : null,
    complete,
  };
}
