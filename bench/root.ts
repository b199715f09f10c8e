import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the repository: the compiled bench lies somewhere within it. */
export function rootFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
    if (dirname(folder) === folder) throw new Error('the bench runs inside the repository: `npm run bench`');
  }
}
