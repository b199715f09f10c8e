import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What judges a change of the sources, in this order: the pages that show their texts, the tests of the two rooms and of
 * the traces that `model/trace` judges; then the suite itself, which takes longest.
 */
const ROOMS = ['docs', 'impl/reference', 'model', 'properties/trace', 'properties'];
const JUDGE = /^(docs\/generated|(impl|model|properties\/trace)\/.*)\.test\.ts$|\.judge\.ts$/;

/** The judges under `root`, by their path from there, each once. */
export function judges(root: string): string[] {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file}`)
      .filter((file) => JUDGE.test(file))
      .toSorted(),
  );
  return [...new Set(files)];
}

/** Those of the folder that was changed come first, then those of its room: they are the likeliest to notice. */
export function nearestFirst(files: readonly string[], changed: string): string[] {
  const folders = changed.split('/').slice(0, -1);
  const shared = (file: string): number => {
    const parts = file.split('/');
    const apart = folders.findIndex((folder, i) => folder !== parts[i]);
    return apart < 0 ? folders.length : apart;
  };
  return files.toSorted((a, b) => shared(b) - shared(a));
}
