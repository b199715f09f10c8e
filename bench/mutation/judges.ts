import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What judges a change of the sources: the tests of the two rooms, of the pages that show their texts, and of what is made
 * of them elsewhere (traces, stored observations); then the suite itself.
 */
const ROOMS = ['docs', 'impl/reference', 'model', 'properties'];
const JUDGE =
  /^(docs\/generated|(impl|model|properties\/(trace|iter))\/.*|properties\/rejudge)\.test\.ts$|\.judge\.ts$/;

/** Those that take longer than all others together, from 0.2 to 3 seconds each: they are asked last. */
const SLOW: ReadonlySet<string> = new Set([
  'impl/reference/flatFile.test.ts',
  'model/coverage/coverage.test.ts',
  'model/leaves/invariants.test.ts',
  'model/machine/compile.test.ts',
  'model/machine/explore.test.ts',
  'model/search/search.test.ts',
  'properties/trace/fuzz.test.ts',
  'properties/iter/conformity.test.ts',
  'properties/rejudge.test.ts',
  'properties/judges/eras.judge.ts',
  'properties/judges/kit.judge.ts',
  'properties/judges/sweep.judge.ts',
]);

/**
 * The judges under `root`, by their path from there; with MUTATION_JUDGES only those whose path begins so, which is quick
 * and too strict: what they let live the others may kill.
 */
export function judges(root: string, only = ''): string[] {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file}`)
      .filter((file) => JUDGE.test(file) && file.startsWith(only))
      .toSorted(),
  );
  if (files.length > 0) return files;
  throw new Error(`MUTATION_JUDGES: expected how the path of a judge begins, got "${only}"; e.g. model/oracle/file`);
}

/**
 * First the `killers`, who noticed other changes of the same source; then those of its folder and of its room; slow ones
 * last.
 */
export function likeliestFirst(files: readonly string[], source: string, killers: readonly string[]): string[] {
  const folders = source.split('/').slice(0, -1);
  const near = (file: string): number => {
    const parts = file.split('/');
    const apart = folders.findIndex((folder, i) => folder !== parts[i]);
    return apart < 0 ? folders.length : apart;
  };
  const others = files.filter((file) => !killers.includes(file));
  return [
    ...killers.filter((file) => files.includes(file)),
    ...others.toSorted((a, b) => Number(SLOW.has(a)) - Number(SLOW.has(b)) || near(b) - near(a)),
  ];
}
