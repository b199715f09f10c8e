import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the package; its package.json is one folder up in the sources, two in `dist/`. */
export function version(): string {
  const path = ['..', '../..'].map((up) => join(__dirname, up, 'package.json')).find(existsSync);
  if (!path) throw new Error(`no package.json above ${__dirname}`);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
