import { expect, it } from '@jest/globals';
import { leafTable } from '../leaves/table.js';
import { leafStory } from './leaf-story.js';

/** Of each leaf what decided, then what the one exit makes of it. `<x>` is the detail of x. */
const STORIES: readonly string[] = [
  'L1: file_remove_privs failed with <error>: the call ends with it',
  'L2: file_update_time failed with <error>: the call ends with it',
  'L3: the buffered write failed with <<0>: a negative written is returned as it is',
  'L4: the buffered write wrote nothing: written and err are 0',
  'L5: the buffered write wrote <part>: written is kept, what stopped it is dropped',
  'L6: the buffered write wrote <full>: all is written',
  'L7: direct failed with <<0>: a negative written is returned as it is',
  'L8: direct wrote <full>: all is written',
  'L9: direct wrote nothing, a DAX inode has no fallback: written and err are 0',
  'L10: direct wrote <part>, a DAX inode has no fallback: written is what direct wrote',
  'L11: direct wrote nothing, the fallback failed with <<0>: written is 0, so err is returned',
  'L12: direct wrote <part>, the fallback failed with <<0>: written is kept, the error dropped',
  'L13: direct wrote nothing, the fallback wrote nothing, its flush succeeded: written and err are 0',
  'L14: direct wrote nothing, the fallback wrote nothing, its flush failed with <error>: written is 0, so err is returned',
  'L15: direct wrote <part>, the fallback wrote nothing, its flush succeeded: written is what direct wrote',
  'L16: direct wrote <part>, the fallback wrote nothing, its flush failed with <error>: written is kept, the error dropped',
  'L17: direct wrote nothing, the fallback wrote <part>, its flush succeeded: flushed bytes count',
  'L18: direct wrote nothing, the fallback wrote <part>, its flush failed with <error>: written is 0, so err is returned',
  'L19: direct wrote nothing, the fallback wrote <full>, its flush succeeded: all is written',
  'L20: direct wrote nothing, the fallback wrote <full>, its flush failed with <error>: written is 0, so err is returned',
  'L21: direct wrote <part>, the fallback wrote <part>, its flush succeeded: written is the sum',
  'L22: direct wrote <part>, the fallback wrote <part>, its flush failed with <error>: written is kept, the error dropped',
  'L23: direct wrote <part>, the fallback wrote <full>, its flush succeeded: all is written',
  'L24: direct wrote <part>, the fallback wrote <full>, its flush failed with <error>: written is kept, the error dropped',
];

const stories = (profile: Parameters<typeof leafTable>[0]): string[] =>
  leafTable(profile).map((leaf) => leafStory(leaf, (_, outcome) => `<${outcome}>`));

it('each leaf of 4.x has its story', () => {
  expect(stories('linux-4.x')).toEqual(STORIES);
});

it('3.18 adds the checks, which its core makes itself', () => {
  expect(stories('linux-3.18').filter((story) => story.startsWith('C'))).toEqual([
    'C1: the checks failed with <error>: the call ends with it',
    'C2: the checks left nothing to write: written and err are 0',
  ]);
});

it('direct I/O that does not fall back ends with what it wrote', () => {
  expect(stories('linux-iomap-dio').filter((story) => story.startsWith('X'))).toEqual([
    'X1: direct wrote nothing: written and err are 0',
    'X2: direct wrote <part>: written is what direct wrote',
  ]);
});

it('the detail is asked for by callee', () => {
  const l24 = leafTable('linux-4.x').find(({ id }) => id === 'L24');
  expect(l24 && leafStory(l24, (callee) => callee)).toBe(
    'L24: direct wrote direct, the fallback wrote perform, its flush failed with flush: written is kept, the error dropped',
  );
});
