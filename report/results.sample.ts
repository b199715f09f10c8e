/** Results and rules as a run would make them, for the tests of the reports. The numbers are invented. */
import {
  PLAIN_FILE,
  type CalleeScript,
  type Counterexample,
  type Coverage,
  type CoverageItem,
  type Result,
  type Scenario,
} from '../contract/index.js';
import type { Rule } from '../model/index.js';

export const RULES_SAMPLE: readonly Rule[] = [
  {
    id: 'ret-flush-error-returns-direct-bytes',
    title: 'When the flush of the fallback fails, only the direct bytes count',
    leaves: ['L22', 'L24'],
    kernelFunction: '__generic_file_write_iter',
    eras: 'all',
    strength: 'must',
    observes: ['return'],
    levels: ['iter', 'disk'],
    why: 'A caller that counts the fallback bytes never writes them again, and they may not be on the disk.',
    facts: [],
    traced: false,
    profiles: [],
  },
  {
    id: 'size-grows-with-chunk',
    title: 'i_size grows with each chunk',
    leaves: ['L5', 'L6'],
    kernelFunction: 'generic_perform_write',
    eras: 'all',
    strength: 'may',
    observes: ['size'],
    levels: ['disk', 'file'],
    why: 'Another reader sees the bytes before the call returns.',
    facts: [],
    traced: false,
    profiles: [],
  },
];

const item = (covered: number, total: number, missing: string[] = []): CoverageItem => ({
  covered,
  total,
  missing,
  unreachable: [],
});
const coverage = (leaves: CoverageItem): Coverage => ({
  states: item(14, 14),
  transitions: item(31, 31),
  transitionPairs: item(52, 52),
  leaves,
  guards: item(18, 18),
});

const ITER = coverage(item(24, 24));
const DISK = coverage({
  ...item(18, 19, ['L20']),
  unreachable: ['L4', 'L13', 'L14', 'L15', 'L16'].map((id) => ({
    id,
    reason: 'the real generic_perform_write never returns 0',
  })),
});

export const CONFORMANT: Result = {
  schema: 'woe.result/1',
  tool: { name: 'written-or-err', version: '0.1.0' },
  target: { name: 'reference', version: '0.1.0' },
  levels: ['iter', 'disk'],
  profile: 'linux-4.x',
  seed: 1,
  runs: [
    { level: 'iter', sweep: 1536, bounded: 0, random: 1000, calls: 4810 },
    { level: 'disk', sweep: 912, bounded: 0, random: 1000, calls: 12044 },
  ],
  verdict: 'conformant',
  reasons: [],
  rules: [
    {
      id: 'ret-flush-error-returns-direct-bytes',
      title: RULES_SAMPLE[0].title,
      level: 'iter',
      verdict: 'conform',
      exercised: 1204,
    },
    {
      id: 'ret-flush-error-returns-direct-bytes',
      title: RULES_SAMPLE[0].title,
      level: 'disk',
      verdict: 'conform',
      exercised: 83,
    },
    {
      id: 'size-grows-with-chunk',
      title: RULES_SAMPLE[1].title,
      level: 'disk',
      verdict: 'permitted',
      exercised: 7,
      reason: 'a short write without a cause',
    },
  ],
  coverage: { ...DISK, byLevel: { iter: ITER, disk: DISK } },
  counterexamples: [],
  stored: [],
  timing: { ms: 3210, callsPerSecond: 5250.4 },
};

const none = { ret: 0, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null };
const script: CalleeScript = {
  removePrivs: none,
  updateTime: none,
  isDax: none,
  direct: { ret: 1, iovAdvance: 1, kiPosAdvance: 1, sizeAfter: 1 },
  perform: { ret: 2, iovAdvance: 2, kiPosAdvance: 0, sizeAfter: 3 },
  flush: { ...none, ret: 'EIO' },
  invalidate: none,
};

const SCENARIO: Scenario = {
  schema: 'woe.scenario/1',
  level: 'iter',
  profile: 'linux-4.x',
  seed: 1,
  file: PLAIN_FILE,
  caller: { uid: 0, gid: 0, capFsetid: true },
  disk: { sectorSize: 512, sectors: 64, provisioned: 64 },
  calls: [
    { call: 'open', fd: 0, flags: ['O_WRONLY', 'O_DIRECT'] },
    { call: 'write', fd: 0, segments: [{ length: 3, readable: 3 }], script },
  ],
  faults: [],
};

export const COUNTEREXAMPLE: Counterexample = {
  schema: 'woe.counterexample/1',
  tool: { name: 'written-or-err', version: '0.1.0' },
  target: 'mutant:counts-what-the-flush-lost',
  modelDigest: 'c0ffee',
  modelVersion: '1.0',
  scenario: SCENARIO,
  observation: {
    schema: 'woe.observation/1',
    calls: [
      { index: 0, call: 'open', ret: 0, signal: null },
      {
        index: 1,
        call: 'write',
        ret: 3,
        signal: null,
        callees: [
          { callee: 'removePrivs', args: [], bdi: 'published' },
          { callee: 'updateTime', args: [], bdi: 'published' },
          { callee: 'direct', args: [], bdi: 'published' },
          { callee: 'isDax', args: [], bdi: 'published' },
          { callee: 'perform', args: [1], bdi: 'published' },
          { callee: 'flush', args: [1, 2], bdi: 'published' },
        ],
      },
    ],
  },
  deviation: {
    rule: 'ret-flush-error-returns-direct-bytes',
    call: 1,
    leaves: ['L24'],
    differences: [
      {
        observable: 'return',
        allowed: ['1'],
        because: [
          'L24: direct wrote 1, the fallback wrote 2, its flush failed with EIO: written is kept, the error dropped',
        ],
        got: '3',
        direction: 'more',
      },
    ],
    struck: [],
    path: ['entry: enter -> removingPrivs', 'flushing: flush [failed] -> done / dropFallback, clearBdi'],
  },
};

export const DEVIATING: Result = {
  ...CONFORMANT,
  target: { name: COUNTEREXAMPLE.target, version: '0.1.0' },
  verdict: 'deviating',
  reasons: ['ret-flush-error-returns-direct-bytes deviates at iter'],
  rules: CONFORMANT.rules.map((rule, i) => (i === 0 ? { ...rule, verdict: 'deviate', exercised: 12 } : rule)),
  counterexamples: [COUNTEREXAMPLE],
};

export const NOT_EXERCISED: Result = {
  ...CONFORMANT,
  target: { name: './my-target.js', version: '2' },
  verdict: 'not exercised',
  reasons: ['the capability direct is declared and no scenario exercised it'],
  rules: CONFORMANT.rules.map((rule) => ({
    ...rule,
    verdict: 'not exercised',
    exercised: 0,
    reason: 'needs a fault that the target can not induce',
  })),
  timing: undefined,
};

export const INTERRUPTED: Result = {
  ...CONFORMANT,
  verdict: 'interrupted',
  reasons: ['stopped by Ctrl-C after 310 of 1,000 random scenarios at disk'],
};

/** A target that tries to break out of the report: escapes, markup, a directive, a newline. */
export const HOSTILE: Result = {
  ...DEVIATING,
  target: {
    name: '\u001b]0;owned\u0007<evil & "co">\n# SKIP \\',
    version: '\u009b31m',
    details: { '\u001b[2Jkey': 'a value\u0007' },
  },
  verdict: 'invalid result',
  reasons: ['write returned "\u001b[2J\u0000]]>"'],
  counterexamples: [
    {
      ...COUNTEREXAMPLE,
      target: '\u001b[31mred',
      deviation: {
        ...COUNTEREXAMPLE.deviation,
        differences: [
          {
            observable: 'return',
            allowed: ['1'],
            because: ['L24'],
            got: '"\u001b[2J\ud800 # TODO"',
            direction: 'other',
          },
        ],
        path: ['\u001b[2J'],
      },
    },
  ],
};
