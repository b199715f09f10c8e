/** A small machine and two leaves, for the tests of the model's pictures. */
import type { Leaf, MachineGraph, ProfileDifference } from '../model/index.js';

export const GRAPH_SAMPLE: MachineGraph = {
  name: 'file_update_time',
  states: [
    { id: 'entry', initial: true, final: false },
    { id: 'readingTimes', initial: false, final: false },
    { id: 'done', initial: false, final: true },
  ],
  edges: [
    { from: 'entry', to: 'readingTimes', event: 'isNocmtime', guard: 'not nocmtime', actions: [] },
    { from: 'entry', to: 'done', event: 'isNocmtime', guard: '', actions: ['keep'] },
    { from: 'readingTimes', to: 'done', event: 'timesDiffer', guard: '', actions: ['note', 'keep'] },
  ],
};

export const LEAVES_SAMPLE: readonly Leaf[] = [
  {
    id: 'L1',
    condition: 'privileges fail with e',
    combinations: 256,
    returns: 'e',
    kiPos: '0',
    iov: '0',
    written: '0',
    zone: null,
    invalidates: 'no',
    edges: [],
    consulted: [],
  },
  {
    id: 'L22',
    condition: 'd > 0, f part, flush error',
    combinations: 1,
    returns: 'd',
    kiPos: 'd',
    iov: 'd+f',
    written: 'd',
    zone: { from: 'd', to: 'd+f' },
    invalidates: 'no',
    edges: [],
    consulted: [],
  },
];

const CALLEES = ['removePrivs', 'updateTime', 'direct', 'isDax', 'perform', 'flush'];

export const DIFFERENCES_SAMPLE: readonly ProfileDifference[] = [
  {
    count: 3,
    inputs: {
      mode: 'direct',
      removePrivs: 'ok',
      updateTime: 'ok',
      direct: 'part',
      isDax: 'no',
      perform: 'part',
      flush: 'error',
    },
    a: { leaf: 'L22', ret: '1', kiPos: 1, iovUsed: 2, callees: CALLEES },
    b: { leaf: 'L22', ret: '1', kiPos: 2, iovUsed: 2, callees: CALLEES },
    differs: ['kiPos'],
  },
];
