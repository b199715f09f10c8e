import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as ts from 'typescript';

const ROOT = resolve(__dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'dependencies.md'), 'utf8');
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The first cell of each row. */
const listed = [...PAGE.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
const declared = Object.keys({ ...MANIFEST.dependencies, ...MANIFEST.optionalDependencies });

/** What is compiled into the package: tsconfig.build.json. */
const SHIPPED = ['contract', 'model', 'impl', 'properties', 'report', 'cli', 'fixtures/mutants'];
const isShipped = (file: string): boolean => file.endsWith('.ts') && !/\.(test|e2e|sample|judge)\.ts$/.test(file);
const sources = [
  'index.ts',
  ...SHIPPED.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  ),
].filter(isShipped);

/** The packages that a source imports, at once or later; not those in the programs that it writes. */
function packagesIn(source: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const [named] =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? [node.moduleSpecifier] : argumentsOf(node);
    if (named && ts.isStringLiteral(named)) names.push(named.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(source, readFileSync(join(ROOT, source), 'utf8'), ts.ScriptTarget.ES2022));
  return names
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

/** Of `import(...)` and `require(...)`. */
function argumentsOf(node: ts.Node): readonly ts.Node[] {
  if (!ts.isCallExpression(node)) return [];
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? node.arguments : [];
}

describe('docs/dependencies.md', () => {
  test('lists what package.json declares, each once', () => {
    expect(listed.toSorted()).toEqual(declared.toSorted());
  });

  test('every one is used by what is shipped, and nothing else is', () => {
    const used = [...new Set(sources.flatMap(packagesIn))];
    expect(used.toSorted()).toEqual(declared.toSorted());
  });

  test('only koffi may be native, and it is optional', () => {
    expect(Object.keys(MANIFEST.optionalDependencies)).toEqual(['koffi']);
    for (const name of Object.keys(MANIFEST.dependencies)) {
      const { scripts = {}, gypfile } = JSON.parse(
        readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
      );
      expect([name, gypfile, scripts.install, scripts.preinstall, scripts.postinstall]).toEqual([
        name,
        ...Array(4).fill(undefined),
      ]);
    }
  });
});
