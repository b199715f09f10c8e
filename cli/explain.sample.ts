/** Small scenarios that each show one kind of observable on a mutant, and the counterexamples that they give. */
import type { Call, CalleeScript, Counterexample, Fault, Observable, Outcome, Scenario } from '../contract/index.js';
import { MUTANTS, targetOf } from '../fixtures/mutants/index.js';
import { toCounterexample } from '../properties/counterexample.js';
import { engineOf } from '../properties/engines.js';
import { iterScenario } from '../properties/iter/scenario.js';
import { drive } from '../properties/run/drive.js';
import { runScenario } from '../properties/run/run-scenario.js';

export interface Sample {
  readonly mutant: string;
  /** What the counterexample differs in. */
  readonly shows: Observable;
  readonly scenario: Scenario;
}

const ok: Outcome = { ret: 0, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null };
const eio: Outcome = { ...ok, ret: 'EIO' };

/** Three bytes: one goes directly, one by the fallback; a buffered write writes one. */
const script: CalleeScript = {
  removePrivs: ok,
  updateTime: ok,
  isDax: ok,
  direct: { ret: 1, iovAdvance: 1, kiPosAdvance: 1, sizeAfter: 1 },
  perform: { ret: 1, iovAdvance: 1, kiPosAdvance: 0, sizeAfter: 2 },
  flush: ok,
  invalidate: ok,
};

const iter = (direct: boolean, outcomes: Partial<CalleeScript> = {}): Scenario =>
  iterScenario('linux-4.x', 1, 0, [
    { direct, pos: 0, count: 3, positioned: false, script: { ...script, ...outcomes } },
  ]);

/** On a file of `size` bytes, all of it stored. */
const disk = (size: number, calls: Call[], faults: Fault[] = [], mode = 0o644): Scenario => {
  const base = iter(false);
  const file = { ...base.file, size, mode, allocated: size > 0 ? [{ from: 0, to: Math.ceil(size / 512) * 512 }] : [] };
  return { ...base, level: 'disk', file, disk: { sectorSize: 512, sectors: 256, provisioned: 256 }, calls, faults };
};

const once = (on: Fault['on'], kind: Fault['kind']): Fault => ({
  on,
  kind,
  args: {},
  where: null,
  nth: 1,
  sticky: false,
});
const bytes = (length: number): { length: number; readable: number }[] => [{ length, readable: length }];

export const SAMPLES: readonly Sample[] = [
  { mutant: 'ki-pos-runs-ahead', shows: 'offset', scenario: iter(true, { flush: eio }) },
  { mutant: 'reverts-iov', shows: 'iov', scenario: iter(true, { flush: eio }) },
  { mutant: 'leaves-bdi-set', shows: 'bdi', scenario: iter(false, { updateTime: eio }) },
  { mutant: 'unlocks-to-fall-back', shows: 'lock', scenario: iter(false) },
  { mutant: 'short-direct-write-hangs', shows: 'hang', scenario: iter(true, { direct: ok }) },
  { mutant: 'time-before-privileges', shows: 'order', scenario: iter(false) },
  {
    mutant: 'flushes-one-byte-short',
    shows: 'order',
    scenario: disk(
      8192,
      [
        { call: 'open', fd: 0, flags: ['O_RDWR', 'O_DIRECT'] },
        { call: 'write', fd: 0, segments: bytes(1024) },
      ],
      [{ ...once('write', 'short'), args: { sectors: 1 } }],
    ),
  },
  {
    mutant: 'sync-error-dropped',
    shows: 'return',
    scenario: disk(
      0,
      [
        { call: 'open', fd: 0, flags: ['O_RDWR', 'O_SYNC'] },
        { call: 'write', fd: 0, segments: bytes(1) },
      ],
      [once('flush', 'EIO')],
    ),
  },
  {
    mutant: 'stale-tail',
    shows: 'content',
    scenario: disk(16_384, [
      { call: 'open', fd: 0, flags: ['O_RDWR'] },
      { call: 'pwrite', fd: 0, segments: bytes(5000), position: 1000 },
      { call: 'ftruncate', fd: 0, length: 1500 },
      { call: 'ftruncate', fd: 0, length: 20_000 },
      { call: 'pread', fd: 0, length: 20_000, position: 0 },
    ]),
  },
  {
    mutant: 'size-one-short',
    shows: 'size',
    scenario: disk(0, [
      { call: 'open', fd: 0, flags: ['O_RDWR'] },
      { call: 'write', fd: 0, segments: bytes(512) },
    ]),
  },
  {
    mutant: 'keeps-set-id',
    shows: 'metadata',
    scenario: disk(
      0,
      [
        { call: 'open', fd: 0, flags: ['O_RDWR'] },
        { call: 'write', fd: 0, segments: bytes(1) },
      ],
      [],
      0o4755,
    ),
  },
  {
    mutant: 'syncs-first-byte-only',
    shows: 'durability',
    scenario: disk(0, [
      { call: 'open', fd: 0, flags: ['O_RDWR', 'O_DSYNC'] },
      { call: 'pwrite', fd: 0, segments: bytes(4096), position: 1 },
      { call: 'powerCut' },
      { call: 'open', fd: 1, flags: ['O_RDONLY'] },
      { call: 'pread', fd: 1, length: 8192, position: 0 },
    ]),
  },
];

/** Runs a sample on its mutant. Throws when it does not deviate: the sample has lost its purpose. */
export async function counterexampleOf({ mutant: id, scenario }: Sample): Promise<Counterexample> {
  const mutant = MUTANTS.find((one) => one.id === id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  const target = targetOf(mutant, scenario.profile);
  const ran = await drive(runScenario(engineOf(scenario.level), target, scenario, { isSelected: () => true }));
  if (!ran.deviation) throw new Error(`${id} does not deviate on its sample`);
  return toCounterexample(target, scenario, ran.calls, ran.deviation);
}
