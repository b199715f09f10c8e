import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type as system } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

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
  /** Cores that others kept busy just before. */
  readonly load: number;
}

const PACKAGES = ['xstate', 'fast-check', 'tinybench'] as const;

/** Looks for `lookMs` milliseconds at what else runs. */
export async function machine(lookMs = 1000): Promise<Machine> {
  const all = cpus();
  return {
    date: new Date().toISOString().slice(0, '2026-01-31'.length),
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    node: process.version,
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    load: await busyCores(lookMs),
  };
}

/** How many cores were busy, on average, while this process slept: the load of the last minute counts its own compiler. */
async function busyCores(lookMs: number): Promise<number> {
  const before = cpuTimes();
  await setTimeout(lookMs);
  return busyBetween(before, cpuTimes(), cpus().length);
}

/** Milliseconds of all cores since the start of the machine. */
interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

export const busyBetween = (before: CpuTimes, after: CpuTimes, cores: number): number =>
  (cores * (after.busy - before.busy)) / Math.max(1, after.all - before.all);

function cpuTimes(): CpuTimes {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const { user, nice, sys, idle, irq } = times;
    busy += user + nice + sys + irq;
    all += user + nice + sys + irq + idle;
  }
  return { busy, all };
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
  const busy = load > cores / 4 ? `; BUSY, ${load.toFixed(1)} cores at other work: the numbers are too low` : '';
  return [`${cpu}, ${cores} cores, ${memory} GiB, ${name}${busy}`, `node ${node}, ${packages.join(', ')}`];
}
