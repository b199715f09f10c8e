import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError, type KnownDeviation, type Result } from '../contract/index.js';
import { check } from '../properties/check.js';
import { isKnownAs } from '../properties/known/is-known.js';
import { readKnown } from '../properties/known/known-file.js';

/** An implementation that others wrote, and how its deviations are shown without this project. */
export interface RealTarget {
  /** Of its adapter and its known deviations in `fixtures/targets`. */
  readonly name: string;
  /** What an exported script takes as MODULE and DIRECTORY. @default it deviates nowhere, so that there is no script */
  readonly alone?: readonly [module: string, directory: string];
  /** A script of our own, from the root, for what an exported one can't express. */
  readonly script?: string;
}

const ALONE = './fixtures/targets/alone';

/** In the order in which they are shown. */
export const REAL_TARGETS: readonly RealTarget[] = [
  { name: 'node-fs' },
  { name: 'graceful-fs' },
  { name: 'fslib' },
  { name: 'node-wasi' },
  { name: 'write-stream', script: `${ALONE}/write-stream.mjs` },
  { name: 'memfs', alone: ['memfs', '/'] },
  {
    name: 'browser-wasi-shim',
    alone: [`${ALONE}/browser-wasi-shim.mjs`, '/'],
    script: `${ALONE}/browser-wasi-shim-seeks.mjs`,
  },
  { name: 'zenfs-memory', alone: ['@zenfs/core', '/'] },
  { name: 'zenfs-single-buffer', alone: [`${ALONE}/zenfs-single-buffer.mjs`, '/'] },
];

/** How long a scenario may take on a machine that has other work, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** Checks one of them against its list. `root` is that of the repository, where the packages are installed. */
export const checkReal = (root: string, { name }: RealTarget): Promise<Result> =>
  check({
    target: join(root, 'fixtures', 'targets', `${name}.ts`),
    known: { lines: knownOf(root, name), stale: 'fail' },
    timeoutMs: TIMEOUT_MS,
  });

function knownOf(root: string, name: string): KnownDeviation[] {
  const file = join(root, 'fixtures', 'targets', `${name}.known.yaml`);
  return readKnown(readFileSync(resolve(file), 'utf8'), file);
}

/** A known deviation with the smallest scenario that was found of it. */
export type Shown = KnownDeviation & { readonly found: Result['counterexamples'][number] };

/** The known deviations of a result, in the order of their list. Throws UsageError unless each happened, and no other. */
export function shownDeviations(result: Result): Shown[] {
  const { target, verdict, reasons, known = [], counterexamples } = result;
  if (verdict !== 'conformant')
    throw new UsageError(
      `${target.name}: expected what is listed as known, but it is ${verdict}: ${reasons.join('; ')}`,
    );
  return known.flatMap((line) => {
    const found = counterexamples.find((one) => isKnownAs(one, line));
    return found ? [{ ...line, found }] : [];
  });
}
