import { isWrite, type Call, type Fault, type OpenFlag, type Scenario } from '../../contract/index.js';

/** Offsets worth showing, in bytes, smallest first. */
const OFFSETS = [0, 1, 512, 4096];

/** A descriptor has one of these whether a program names it or not, so that none is left out. */
const ACCESS_MODES: readonly OpenFlag[] = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'];

/** The ordinary value of each field of the file: what a reader need not think about. */
const ORDINARY_FILE: readonly Partial<Scenario['file']>[] = [
  { mode: 0o644 },
  { capability: false },
  { dax: false },
  { mountWritable: true },
  { rlimitFsize: null },
];

/** Scenarios of the same shape that say less: without a flag, nearer to 0, with an ordinary file, with a plainer fault. */
export function* plainer(scenario: Scenario): Generator<Scenario> {
  const { calls, faults, file } = scenario;
  for (const [i, call] of calls.entries())
    for (const simpler of plainerCalls(call)) yield { ...scenario, calls: calls.with(i, simpler) };
  for (const [i, fault] of faults.entries())
    for (const simpler of plainerFaults(fault)) yield { ...scenario, faults: faults.with(i, simpler) };
  for (const ordinary of ORDINARY_FILE) {
    const [[field, value]] = Object.entries(ordinary);
    if (file[field as keyof Scenario['file']] !== value) yield { ...scenario, file: { ...file, ...ordinary } };
  }
}

function plainerCalls(call: Call): Call[] {
  if (isWrite(call) && call.script) return [];
  if (call.call === 'open')
    return call.flags
      .filter((flag) => !ACCESS_MODES.includes(flag))
      .map((flag) => ({ ...call, flags: call.flags.filter((other) => other !== flag) }));
  if ('position' in call) return below(call.position).map((position) => ({ ...call, position }));
  if (call.call === 'lseek') return below(call.offset).map((offset) => ({ ...call, offset }));
  if (call.call === 'ftruncate') return below(call.length).map((length) => ({ ...call, length }));
  return [];
}

function plainerFaults(fault: Fault): Fault[] {
  const simpler: Fault[] = [];
  if (fault.where !== null) simpler.push({ ...fault, where: null });
  if (fault.sticky) simpler.push({ ...fault, sticky: false });
  for (let nth = 1; nth < fault.nth; nth++) simpler.push({ ...fault, nth });
  return simpler;
}

const below = (offset: number): number[] => OFFSETS.filter((smaller) => smaller < offset);
