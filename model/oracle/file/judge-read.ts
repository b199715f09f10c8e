import {
  ERRNO,
  toSigned,
  type Call,
  type CallObservation,
  type ContentRange,
  type Difference,
} from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, returnDifference, textDifference } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import { caused } from './because.js';
import { becauseOfSource, settledBy, sourceText } from './because-content.js';
import { has, union, type Cell, type Sources } from './cells.js';
import type { CallContext } from './judge-write.js';
import { flushable } from './pending-errors.js';
import { expectRet, verdict } from './plain-judgement.js';
import { applyRead } from './read-effects.js';
import type { Description, FileState } from './state.js';
import { applyEvidence, noteErrors } from './write-effects.js';

type ReadCall = Extract<Call, { call: 'read' | 'pread' }>;

export function judgeRead(state: FileState, call: ReadCall, got: CallObservation, context: CallContext): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  const facts: Fact[] = ['read'];
  if (state.afterPowerCut) facts.push('powerCut');
  if (!description || description.flags.has('O_WRONLY')) {
    const because = 'the descriptor is not open for reading';
    return verdict([...facts, 'notPermitted'], expectRet(-ERRNO.EBADF, because, ret));
  }
  const direct = description.flags.has('O_DIRECT') || state.spec.dax;
  facts.push(direct ? 'direct' : 'buffered');
  const position = call.call === 'pread' ? call.position : description.offset;
  const expected = Math.max(0, Math.min(call.length, state.size - position));
  const moved = call.call === 'read' ? Math.max(ret, 0) : 0;
  const content = ret > 0 ? (got.content ?? []) : [];
  applyEvidence(state, context.evidence);
  const differences = [
    ...countDifference(state, description, call, position, ret, expected, direct, context),
    ...contentDifferences(state, content, direct, context),
    ...offsetDifference(description, call, moved, got),
  ];
  noteErrors(state, context.evidence, direct);
  if (differences.length === 0) {
    description.offset += moved;
    applyRead(state, content, got.index, direct);
  }
  const isCaused = context.evidence.dataErrors.size > 0 || context.evidence.short;
  return {
    leaves: [],
    facts: maskOf(facts),
    differences,
    permitted: ret >= 0 && ret < expected && !isCaused,
    path: differences.length > 0 ? expectationText(state, position, Math.max(ret, 0)) : [],
  };
}

function countDifference(
  state: FileState,
  description: Description,
  call: ReadCall,
  position: number,
  ret: number,
  expected: number,
  direct: boolean,
  context: CallContext,
): Difference[] {
  if (ret > 0 ? ret <= expected : ret === expected) return [];
  const { evidence } = context;
  // A short transfer of the disk may end a read before its first byte.
  if (ret === 0 && evidence.short) return [];
  const waiting = direct ? flushable(state, description) : [];
  const causes = caused(new Set([...evidence.excuses, ...evidence.inodeErrors, ...waiting]), evidence, {
    errnos: waiting,
    pending: state.errors.any,
  });
  const { sectorSize } = state.geometry;
  if (direct && !state.spec.dax && (position % sectorSize !== 0 || call.length % sectorSize !== 0))
    causes.push({ value: -ERRNO.EINVAL, because: `the request is not aligned to sectors of ${sectorSize}` });
  if (causes.some(({ value }) => value === ret)) return [];
  const because = `min(length ${call.length}, i_size ${state.size} - position ${position}), at least 0`;
  return [returnDifference([{ value: expected, because }, ...causes], ret)];
}

function offsetDifference(description: Description, call: ReadCall, moved: number, got: CallObservation): Difference[] {
  if (got.offset === undefined) return [];
  const value = description.offset + moved;
  if (got.offset === value) return [];
  const because = moved > 0 ? `offset ${description.offset} + ${moved} returned` : `${call.call} leaves the offset`;
  return [numberDifference('offset', [{ value, because }], got.offset)];
}

/** Each byte comes from a source that its place may hold; a sector in doubt is all old or all new. */
function contentDifferences(
  state: FileState,
  content: readonly ContentRange[],
  direct: boolean,
  context: CallContext,
): Difference[] {
  const pastCache = direct && context.evidence.dataErrors.size > 0;
  for (const range of content) {
    for (const cell of state.cells.within(range.from, range.to)) {
      const allowed = pastCache ? union(cell.now, cell.device) : cell.now;
      if (!has(allowed, range.source)) return [wrongContent(state, cell, range, allowed)];
    }
  }
  return tornDifference(state, content);
}

function wrongContent(state: FileState, cell: Cell, range: ContentRange, allowed: Sources): Difference {
  const where = `[${cell.from}, ${cell.to})`;
  // Bytes of a call since the cut owe nothing to what was kept.
  const isKept =
    state.afterPowerCut &&
    !settledBy(cell) &&
    allowed.every((source) => typeof source === 'string' || source < state.cutAt);
  return textDifference(
    isKept ? 'durability' : 'content',
    allowed.map((source) => ({
      value: `${sourceText(source)} in ${where}`,
      because: becauseOfSource(state, cell, source),
    })),
    sourceText(range.source),
  );
}

/** Two sources inside one sector of one cell: neither old nor new. */
function tornDifference(state: FileState, content: readonly ContentRange[]): Difference[] {
  const { sectorSize } = state.geometry;
  for (let i = 1; i < content.length; i++) {
    const border = content[i].from;
    if (border % sectorSize === 0 || content[i - 1].to !== border || state.borders.has(border)) continue;
    const [cell] = state.cells.within(border - 1, border + 1);
    if (cell.to <= border || cell.now.includes('other') || content[i - 1].source === content[i].source) continue;
    const sector = Math.floor(border / sectorSize);
    return [
      textDifference(
        'content',
        [
          {
            value: `sector ${sector} all old or all new`,
            because: 'no torn write was injected: a sector is written whole',
          },
        ],
        `${sourceText(content[i - 1].source)}, then ${sourceText(content[i].source)} from ${border}`,
      ),
    ];
  }
  return [];
}

const expectationText = (state: FileState, position: number, length: number): string[] =>
  state.cells
    .within(position, position + length)
    .slice(0, 16)
    .map((cell) => `[${cell.from}, ${cell.to}) may hold ${cell.now.map(sourceText).join(' or ')}`);
