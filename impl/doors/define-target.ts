import {
  CAPABILITIES,
  INDUCIBLE_FAULTS,
  LACKS,
  PROFILE_IDS,
  UsageError,
  preview,
  type Lack,
  type Maybe,
  type MountedFile,
  type Target,
} from '../../contract/index.js';
import { requireMember, type Member } from './member.js';

const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isWordOf =
  (words: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && words.includes(value);
const areWordsOf = (words: readonly string[]) => (value: unknown) =>
  Array.isArray(value) && value.every(isWordOf(words));
const areTexts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((line) => typeof line === 'string');
const isLevel = (value: unknown): boolean => typeof value === 'object' && value !== null;

const oneOf = (words: readonly string[]): string => `one of ${words.join(', ')}`;

/** Every member of a target; those of a level are checked when the level is there. */
const MEMBERS: readonly Member[] = [
  { path: 'name', isRight: isText, expected: 'a name', example: "name: 'my-fs'" },
  { path: 'version', isRight: isText, expected: 'a version in quotes', example: "version: '1.0.0'" },
  {
    path: 'capabilities',
    isRight: areWordsOf(CAPABILITIES),
    expected: `an array of ${CAPABILITIES.join(', ')}`,
    example: "capabilities: ['append', 'vectors']",
  },
  {
    path: 'profile',
    optional: true,
    isRight: isWordOf(PROFILE_IDS),
    expected: oneOf(PROFILE_IDS),
    example: "profile: 'posix'",
  },
  {
    path: 'details',
    optional: true,
    isRight: areTexts,
    expected: 'an object of lines of text',
    example: "details: { kernel: '6.18' }",
  },
  { path: 'close', optional: true, isRight: isFunction, expected: 'a function', example: 'close() { server.stop(); }' },
  {
    path: 'iter',
    optional: true,
    isRight: isLevel,
    expected: 'an object',
    example: 'iter: { writeIter: (kiocb, from, callees) => ... }',
  },
  {
    path: 'iter.writeIter',
    isRight: isFunction,
    expected: 'a function',
    example: 'writeIter: (kiocb, from, callees) => ...',
  },
  {
    path: 'disk',
    optional: true,
    isRight: isLevel,
    expected: 'an object',
    example: 'disk: { mount: (disk, environment) => ... }',
  },
  { path: 'disk.mount', isRight: isFunction, expected: 'a function', example: 'mount: (disk, environment) => ...' },
  {
    path: 'file',
    optional: true,
    isRight: isLevel,
    expected: 'an object',
    example: 'file: { induces: [], prepare: (content, environment) => ... }',
  },
  {
    path: 'file.induces',
    isRight: areWordsOf(INDUCIBLE_FAULTS),
    expected: `an array of ${INDUCIBLE_FAULTS.join(', ')}`,
    example: 'induces: []',
  },
  {
    path: 'file.lacks',
    optional: true,
    isRight: areWordsOf(LACKS),
    expected: `an array of ${LACKS.join(', ')}`,
    example: "lacks: ['offset']",
  },
  {
    path: 'file.prepare',
    isRight: isFunction,
    expected: 'a function',
    example: 'prepare: (content, environment) => ...',
  },
];

/** The calls that a mounted or prepared file must have; one that the API lacks need not be there. */
const CALLS: readonly { readonly name: keyof MountedFile; readonly unless?: Lack; readonly example: string }[] = [
  { name: 'open', example: 'open(flags)' },
  { name: 'write', example: 'write(fd, segments, position)' },
  { name: 'read', example: 'read(fd, length, position)' },
  { name: 'lseek', unless: 'offset', example: 'lseek(fd, offset, whence)' },
  { name: 'fstat', example: 'fstat(fd)' },
  { name: 'ftruncate', unless: 'truncate', example: 'ftruncate(fd, length)' },
  { name: 'fsync', unless: 'sync', example: 'fsync(fd)' },
  { name: 'fdatasync', unless: 'sync', example: 'fdatasync(fd)' },
  { name: 'close', example: 'close(fd)' },
];

/** The shortest target that is one, for messages. */
export const SAMPLE_TARGET =
  "defineTarget({ name: 'my-fs', version: '1', capabilities: [], file: { induces: [], prepare: (content) => new MyFile(content) } })";

/**
 * A target whose shape was checked at once. What it mounts or prepares is checked when that happens.
 * Throws UsageError naming the first member that is missing or wrong, and a right one.
 */
export const defineTarget = (target: Target): Target => checkedTarget(target, 'defineTarget');

/** As defineTarget, of anything; `what` names it in messages. */
export function checkedTarget(value: unknown, what: string): Target {
  try {
    return withMembers(value, what);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const message = preview(error instanceof Error ? error.message : error);
    throw new UsageError(`${what}: expected members that can be read, got one that throws ${message}`);
  }
}

function withMembers(value: unknown, what: string): Target {
  if (typeof value !== 'object' || value === null)
    throw new UsageError(`${what}: expected a target, got ${preview(value)}; e.g. ${SAMPLE_TARGET}`);
  for (const member of MEMBERS) requireMember(value, member, what);
  const target = value as Target;
  const { disk, file } = target;
  if (!target.iter && !disk && !file)
    throw new UsageError(`${what}: expected at least one of iter, disk, file, got none; e.g. ${SAMPLE_TARGET}`);
  return {
    ...target,
    ...(disk && { disk: { mount: checking((...args) => disk.mount(...args), 'disk.mount') } }),
    ...(file && {
      file: { ...file, prepare: checking((...args) => file.prepare(...args), 'file.prepare', file.lacks) },
    }),
  };
}

/** `make`, whose file must have every call; synchronous where the target is. */
function checking<Args extends unknown[], T extends MountedFile>(
  make: (...args: Args) => Maybe<T>,
  by: string,
  lacks: readonly Lack[] = [],
): (...args: Args) => Maybe<T> {
  const checked = (file: T): T => checkedFile(file, by, lacks);
  return (...args) => {
    const made = make(...args);
    return made instanceof Promise ? made.then(checked) : checked(made);
  };
}

/** Throws short lines: the suite reports them as the target's crash. */
function checkedFile<T extends MountedFile>(file: T, by: string, lacks: readonly Lack[]): T {
  for (const { name, unless, example } of CALLS)
    if (typeof (file as Partial<MountedFile> | null)?.[name] !== 'function' && !(unless && lacks.includes(unless)))
      throw new TypeError(`${by}: its file lacks ${example}`);
  return file;
}
