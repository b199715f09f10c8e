import { LEVELS } from '../contract/words.js';
import { PROFILES, type Profile } from '../model/index.js';

/** What a profile decides, in words; the order of the page. */
const FACTS: Readonly<Record<Exclude<keyof Profile, 'id' | 'title' | 'differs' | 'levels' | 'posixFreedom'>, string>> =
  {
    checksInside: 'generic_write_checks runs inside the core',
    publishesBdi: "the task's backing_dev_info is set during the call",
    daxRule: 'IS_DAX(inode) ends the call after the direct write',
    judgesByCount: 'the direct write is complete when written == count, not when the iov is used up',
    fallsBack: 'direct I/O falls back to buffered writes',
    movesKiPosBeforeFlush: 'the fallback moves ki_pos before it flushes',
    performAdvancesKiPos: 'generic_perform_write advances ki_pos itself (since 6.5)',
    rewindsKiPos: 'after a failed flush ki_pos goes back to where the direct bytes end',
    invalidatesAgainOnlyAfterProgress:
      'the direct write invalidates again only after bytes were transferred (since 6.5)',
    retriesSingleSegment: 'a buffered chunk that stopped is retried with the current segment only (through 5.15)',
    writesThrough: 'buffered writes go through to a server, whose short reply ends the loop',
    takesMisalignedDirect: 'a direct request of any alignment goes to the server',
    blockwise: 'a bad segment spoils its whole block of a buffered write',
    stripsSgidOutsideGroup:
      'S_ISGID without S_IXGRP goes too when the caller is neither in the group nor capable (since 6.x)',
    eioLeavesFlags: "EIO from starting the writeback leaves the mapping's error flags set (through 4.12)",
    errseq: 'each open descriptor is told of a writeback error once (since 4.13)',
  };

/** The profiles as a Markdown page: what each stands for, and what it decides. */
export function profilesMarkdown(): string {
  const profiles = Object.values(PROFILES);
  const deciding = profiles.filter(({ posixFreedom }) => !posixFreedom);
  const facts = Object.entries(FACTS).map(([fact, words]) => [
    words,
    ...deciding.map((profile) => (profile[fact as keyof typeof FACTS] ? 'yes' : '')),
  ]);
  return [
    INTRODUCTION,
    table([
      ['profile', 'stands for', 'levels', 'differs'],
      ...profiles.map(({ id, title, levels, differs }) => [`\`${id}\``, title, levels.join(', '), differs]),
    ]),
    '## What each decides\n\nPOSIX leaves all of it open, so that it has no column.\n',
    table([['', ...deciding.map(({ id }) => `\`${id}\``)], ...facts]),
  ].join('\n');
}

const INTRODUCTION = `# The profiles

<!-- Generated from model/profile.ts by \`npm run generate\`; do not edit. -->

A profile is what one era of the kernel, or one filesystem, does its own way. Every other fact of the model holds in all of
them. A target names the one that it follows, \`--profile\` names another; without either it is \`linux-4.x\`. The levels are
those on which it can be checked, of ${LEVELS.map((level) => `\`${level}\``).join(', ')}. \`woe model --diff A B\` lists where the core of two of
them ends differently, \`woe compare A B\` where a whole call does, e.g. by the errors that fsync tells of. None describes
Linux 4.13 to 6.4, which tells of errors as 6.x does around the core of 4.x.
`;

/** Not padded: a cell may be longer than a line. */
const table = ([heading, ...rows]: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.map(text).join(' | ')} |\n`).join('');

const text = (words: string): string => words.replace(/[\\*_<>|]/g, '\\$&');
