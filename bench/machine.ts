import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type as system } from 'node:os';
import { dirname, join } from 'node:path';

/** Where and with what was measured. */
export interface Machine {
  /** Of the measurement, as 2026-01-31. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  /** In GiB. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** By package. */
  readonly versions: Readonly<Record<string, string>>;
  /** Processes that wanted to run, on average over the last minute. */
  readonly load: number;
}

const PACKAGES = ['xstate', 'fast-check', 'tinybench'] as const;

export function machine(): Machine {
  const all = cpus();
  return {
    date: new Date().toISOString().slice(0, '2026-01-31'.length),
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    node: process.version,
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    load: loadavg()[0],
  };
}

function versionOf(name: string): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch (error) {
      if (dirname(folder) === folder) throw error;
    }
  }
}

/** The machine in two lines. */
export function machineText({ cpu, cores, memory, system: name, node, versions, load }: Machine): string[] {
  const packages = Object.entries(versions).map(([of, version]) => `${of} ${version}`);
  const busy = load > cores / 4 ? `; BUSY, load ${load.toFixed(1)}: the numbers are too low` : '';
  return [`${cpu}, ${cores} cores, ${memory} GiB, ${name}${busy}`, `node ${node}, ${packages.join(', ')}`];
}
