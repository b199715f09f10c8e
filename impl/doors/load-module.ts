import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError, preview } from '../../contract/index.js';

const EXAMPLE = 'e.g. woe check ./my-target.js';
/** ts-node has already been set up in this thread. */
const TS_NODE = Symbol.for('ts-node.register.instance');
/** Types are the editor's business; imports stay as Node understands them, whatever the project says. */
const TS_NODE_OPTIONS = {
  transpileOnly: true,
  experimentalResolver: true,
  skipProject: true,
  compilerOptions: { module: 'node16', moduleResolution: 'node16', target: 'es2022', esModuleInterop: true },
};

/**
 * What the module at `path`, from the working directory, exports: CommonJS, ES module, or TypeScript through ts-node.
 * Throws UsageError, with file and line where it can, when it is not there or can't be loaded.
 */
export async function loadModule(path: string): Promise<object> {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`${preview(path)}: expected a module, there is no such file; ${EXAMPLE}`);
  try {
    return (isTypeScript(file) ? await loadTypeScript(file) : await import(pathToFileURL(file).href)) as object;
  } catch (error) {
    throw explained(error, path, file);
  }
}

const isTypeScript = (file: string): boolean => /\.[cm]?ts$/.test(file);

/** Through ts-node of the module's own project, of the working directory, or of ours; else by Node, if it can. */
async function loadTypeScript(file: string): Promise<unknown> {
  if (!(TS_NODE in process)) {
    const tsNode = [file, resolve('package.json'), __filename].map(tsNodeFrom).find(Boolean);
    if (tsNode) tsNode.register(TS_NODE_OPTIONS);
    else if ('typescript' in process.features && process.features.typescript) return import(pathToFileURL(file).href);
    else
      throw new UsageError(
        `${preview(file)}: expected ts-node to be installed, for TypeScript; e.g. npm install --save-dev ts-node typescript`,
      );
  }
  return createRequire(__filename)(file);
}

interface TsNode {
  register(options: object): unknown;
}

function tsNodeFrom(from: string): TsNode | undefined {
  const requireFrom = createRequire(from);
  try {
    requireFrom.resolve('typescript');
    return requireFrom('ts-node') as TsNode;
  } catch {
    return undefined;
  }
}

/** One line with the place and no stack: whoever wrote the module reads it. */
export function explained(error: unknown, path: string, file: string): UsageError {
  if (!(error instanceof Error)) return new UsageError(`${preview(path)}: loading it threw ${preview(error)}`);
  if (error.name === 'UsageError') return new UsageError(error.message);
  if ('code' in error && error.code === 'ERR_REQUIRE_ESM' && isTypeScript(file))
    return new UsageError(
      `${preview(path)}: expected TypeScript that becomes CommonJS, got an ES module; e.g. name it my-target.cts`,
    );
  const { diagnosticText } = error as { diagnosticText?: string };
  const [message] = (diagnosticText ?? error.message).split('\n');
  const what = error instanceof SyntaxError || diagnosticText !== undefined ? 'syntax error' : 'loading it threw';
  return new UsageError(`${preview(path)}${placeIn(error, file)}: ${what}: ${printable(message)}`);
}

/** `:LINE` of the first place in the module that the error names, or nothing. */
function placeIn(error: Error, file: string): string {
  const { diagnosticText = '', stack = '' } = error as { diagnosticText?: string; stack?: string };
  const name = basename(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const place = new RegExp(`${name}[:(](\\d+)`);
  // Of an ES module that can't be parsed, only Node's own check says where.
  const found =
    place.exec(`${diagnosticText}\n${stack}`) ??
    (error instanceof SyntaxError
      ? place.exec(spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 10_000 }).stderr)
      : null);
  return found ? `:${found[1]}` : '';
}

const printable = (text: string): string => preview(text).replace(/^"|"$/g, '');
