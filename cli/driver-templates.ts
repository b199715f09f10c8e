import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const DRIVER_LANGUAGES = ['c', 'python', 'rust', 'javascript'] as const;
export type DriverLanguage = (typeof DRIVER_LANGUAGES)[number];

/** What a new driver is made of, and what to type then; `DIR` stands for its directory. */
interface DriverTemplate {
  readonly files: readonly string[];
  /** @default nothing has to be built */
  readonly build?: string;
  readonly run: string;
}

export const DRIVER_TEMPLATES: Readonly<Record<DriverLanguage, DriverTemplate>> = {
  c: {
    files: ['README.md', 'Makefile', 'driver.c', 'woe.c', 'woe.h'],
    build: 'make -C DIR',
    run: 'DIR/driver',
  },
  python: { files: ['README.md', 'driver.py', 'woe_stdio.py'], run: 'python3 DIR/driver.py' },
  rust: {
    files: ['README.md', 'Cargo.toml', 'src/main.rs', 'src/local_file.rs', 'src/woe.rs'],
    build: 'cargo build --release --manifest-path DIR/Cargo.toml',
    run: 'DIR/target/release/driver',
  },
  javascript: { files: ['README.md', 'driver.js', 'memory-file.js', 'woe-stdio.js'], run: 'node DIR/driver.js' },
};

/** Lines with this word belong to the bugs that our own tests plant; a new driver has none. */
const PLANTED = 'planted';

/** The files of a new driver, by their path in its directory. They ship with the package, as the drivers that it tests itself. */
export function driverFiles(language: DriverLanguage): Map<string, string> {
  const root = templateRoot();
  return new Map(
    DRIVER_TEMPLATES[language].files.map((path) => [
      path,
      withoutBugs(readFileSync(join(root, language, path), 'utf8')),
    ]),
  );
}

const withoutBugs = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.includes(PLANTED))
    .join('\n')
    // Where a planted bug stood the blank lines around it would be left.
    .replace(/\n{4,}/g, '\n\n\n');

/** `fixtures/drivers` is one folder up in the sources, two in `dist/`. */
function templateRoot(): string {
  const paths = ['..', '../..'].map((up) => join(__dirname, up, 'fixtures', 'drivers'));
  const root = paths.find((path) => existsSync(join(path, 'python', 'driver.py')));
  if (root === undefined) throw new Error(`no fixtures/drivers above ${__dirname}`);
  return root;
}
