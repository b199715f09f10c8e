/** `npm run generate`, from the root of the repository: writes every generated file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GENERATED } from './generated.js';

for (const [path, text] of Object.entries(GENERATED)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text());
  console.log(path);
}
