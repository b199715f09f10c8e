import { describe, expect, it } from '@jest/globals';
import { PROFILE_IDS, type Level, type ProfileId } from '../../contract/index.js';
import { reachabilityAt } from './reachability.js';
import { NEVER_COMBINED } from './unreachable.js';
import { universeOf } from './universe.js';

/** Of a transition its pairs and guards are out of reach too; a pair or guard is listed where only that is. */
type Row = readonly [item: string, profiles: readonly ProfileId[], reason: string];

const ALL = PROFILE_IDS;
const without = (...ids: readonly ProfileId[]): ProfileId[] => PROFILE_IDS.filter((id) => !ids.includes(id));
/** Where a retry after a short copy first asks for the length of the segment. */
const BY_SEGMENT: readonly ProfileId[] = ['linux-3.18', 'linux-4.x', 'posix'];
/** Where it begins again with what was copied. */
const BY_COPY: readonly ProfileId[] = ['linux-6.5.0', 'linux-6.x', 'linux-iomap-dio'];
const SINCE_4_13: readonly ProfileId[] = [...BY_COPY, 'linux-fuse', 'linux-btrfs'];

const O_LARGEFILE = 'every descriptor has O_LARGEFILE';
const ALLOCATED = 'write_begin has allocated the blocks, so starting the writeback needs nothing that can fail';
const WRITE_THROUGH = 'write-through leaves nothing dirty; only another process could, through mmap';
const WHOLE_COPY = 'a whole copy makes the page uptodate, and all of it is accepted';
const ACCEPTED_WHOLE = 'what was copied whole is accepted whole';
const EMPTY_REPLY = 'the server behind this file reports an empty reply as EIO itself';

const OUT_OF_REACH: readonly Row[] = [
  ['generic_write_checks/limitingByDescriptor.largeFileLimit[atLimit]', ALL, O_LARGEFILE],
  ['generic_write_checks/limitingByDescriptor.largeFileLimit[crossesLimit and blockDevice]', ALL, O_LARGEFILE],
  ['generic_write_checks/limitingByDescriptor.largeFileLimit[crossesLimit]', ALL, O_LARGEFILE],
  [
    'file_remove_privs/askingKillpriv.needKillpriv[failed]',
    ALL,
    'cap_inode_need_killpriv takes an attribute that it cannot read for an absent one',
  ],
  [
    'file_update_time/askingNocmtime.isNocmtime[isNocmtime]',
    ALL,
    'no scenario has an inode or a mount with S_NOCMTIME',
  ],
  [
    'generic_file_direct_write/invalidating.invalidatePages[busy]',
    ALL,
    'there is one writer, and a flush that succeeded leaves no dirty page',
  ],
  [
    'generic_file_direct_write/invalidating.invalidatePages[failed]',
    ALL,
    'only launder_page gives another error than EBUSY, and no filesystem here has it',
  ],
  ['generic_perform_write/askingSignal.fatalSignal[pending]', ALL, 'nobody sends a fatal signal'],
  [
    'generic_perform_write/ending.writeEnd[failed]',
    without('linux-fuse'),
    'write_end marks a page that is in memory, which cannot fail',
  ],
  [
    'generic_perform_write/ending.writeEnd[acceptedNothing]',
    [...BY_COPY, 'linux-fuse'],
    'the first byte was just faulted in, and nobody unmaps it in between',
  ],
  ['filemap_write_and_wait_range/starting.fdatawrite[isEio]', without('linux-btrfs'), ALLOCATED],
  ['filemap_write_and_wait_range/starting.fdatawrite[failed]', without('linux-btrfs'), ALLOCATED],
  [
    'filemap_write_and_wait_range/waiting.fdatawait[failed]',
    SINCE_4_13,
    'since 4.13 the wait returns nothing; the errors of pages come through the flags',
  ],
  ['__generic_file_write_iter/flushing.flush[failed]', ['linux-fuse'], WRITE_THROUGH],
  ['generic_file_direct_write/flushing.flush[failed]', ['linux-fuse'], WRITE_THROUGH],
  ['filemap_write_and_wait_range/checkingErrors.checkErrors[failed]', ['linux-fuse'], WRITE_THROUGH],
  ['generic_perform_write/ending.writeEnd[acceptedNothing and wholeCopy]', ['linux-fuse'], EMPTY_REPLY],
  [
    '__generic_file_write_iter/writingDirectly.direct[otherwise]',
    ['linux-iomap-dio'],
    'iomap writes all that the limits left, or returns an errno',
  ],
  ['generic_perform_write/copying.copy[otherwise]', ['linux-btrfs'], 'the whole chunk was just faulted in'],
  ['generic_perform_write/ending.writeEnd[acceptedNothing and copiedSome]', ['linux-btrfs'], ACCEPTED_WHOLE],
  ['generic_perform_write/ending.writeEnd[acceptedNothing]', ['linux-btrfs'], ACCEPTED_WHOLE],

  ['generic_perform_write/copying.copy[copiedAll] -> ending.writeEnd[acceptedNothing]', BY_SEGMENT, WHOLE_COPY],
  [
    'generic_perform_write/copying.copy[copiedAll] -> ending.writeEnd[acceptedNothing and copiedSome]',
    BY_COPY,
    WHOLE_COPY,
  ],
  [
    'generic_perform_write/copying.copy[copiedAll] -> ending.writeEnd[acceptedNothing and wholeCopy]',
    ['linux-fuse'],
    WHOLE_COPY,
  ],
  [
    'generic_perform_write/ending.writeEnd[acceptedNothing and copiedSome] -> faultingIn.faultIn[failed]',
    [...BY_COPY, 'linux-fuse'],
    'the retry begins at a byte that was copied before',
  ],
  [
    'generic_perform_write/askingSegment.singleSegment[otherwise] -> faultingIn.faultIn[failed]',
    BY_SEGMENT,
    'the first try has probed the same segment',
  ],
  ...['acceptedNothing', 'wholeCopy'].map((atom): Row => [
    `generic_perform_write/ending.writeEnd[acceptedNothing and wholeCopy]: ${atom} shown to decide (true)`,
    ['linux-fuse'],
    EMPTY_REPLY,
  ]),
  [
    'filemap_write_and_wait_range/starting.fdatawrite[isEio] -> checkingErrors.checkErrors[otherwise]',
    ['linux-btrfs'],
    'a writeback that could not start has raised the flag of the mapping',
  ],
];

const textsOf = (rows: readonly Row[], profile: ProfileId): string[] =>
  rows.filter(([, profiles]) => profiles.includes(profile)).map(([item, , reason]) => `${item}: ${reason}`);

/** States and transitions, and what is out of reach on its own. */
function outOfReach(profile: ProfileId, level: Level): string[] {
  const alone = new Set(NEVER_COMBINED.map(({ reason }) => reason));
  return [...reachabilityAt(universeOf(profile), [level]).reasons]
    .filter(([{ kind }, reason]) => kind === 'states' || kind === 'transitions' || alone.has(reason))
    .map(([{ id }, reason]) => `${id}: ${reason}`);
}

describe.each(PROFILE_IDS)('under %s', (profile) => {
  it('real callees never take these transitions, nor combine these, each for its reason', () => {
    expect(outOfReach(profile, 'disk').toSorted()).toEqual(textsOf(OUT_OF_REACH, profile).toSorted());
  });

  it('a target without a step trace is asked for the core alone', () => {
    const core = OUT_OF_REACH.filter(([item]) => item.startsWith('__generic_file_write_iter/'));
    expect(outOfReach(profile, 'file').toSorted()).toEqual(textsOf(core, profile).toSorted());
  });

  it('scripted callees do anything', () => {
    expect(outOfReach(profile, 'iter')).toEqual([]);
  });
});
