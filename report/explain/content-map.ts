import { PAGE_SIZE, type ContentRange, type Source } from '../../contract/index.js';
import { sourceText, type AllowedRange } from './allowed-content.js';
import type { ContentMap, PageRow, WrongRange } from './explanation.js';

const MOST_ROWS = 10;
const MOST_RANGES = 6;

/** What the characters of a map say of a sector. */
const LEGEND = {
  i: 'initial: what the file held before the first call',
  '.': 'hole: zeros',
  w: 'written by one of the calls',
  '+': 'several of these, each where it may be',
  '?': 'unknown: one of several',
  S: 'stale: bytes from before those that are allowed',
  X: 'wrong: neither allowed nor just older',
} as const;
type Mark = keyof typeof LEGEND;

/** What was read in a range, beside what may be read there; `allowed` null = nobody knows. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly got: Source;
  readonly allowed: readonly Source[] | null;
  /** Not allowed by itself, or declared so because of what lies beside it. */
  readonly wrong: boolean;
}

/** A sector that must be all old or all new, and was not. */
export interface TornSector {
  readonly sector: number;
  readonly allowed: readonly string[];
}

/**
 * The map of a read: `got` and `allowed` are sorted and disjoint. Null when every byte is allowed, or nothing was read.
 * Only pages with wrong sectors and their neighbours are shown, however much was read.
 */
export function contentMap(
  call: number,
  sectorSize: number,
  got: readonly ContentRange[],
  allowed: readonly AllowedRange[],
  torn: TornSector | null = null,
): ContentMap | null {
  const pieces = got.flatMap((range) => piecesOf(range, allowed, torn && torn.sector * sectorSize, sectorSize));
  const wrong = pieces.filter((piece) => piece.wrong);
  if (wrong.length === 0) return null;
  const rows = rowsOf(pieces, wrong, sectorSize);
  const shown = rows.map((row) => row.got + row.allowed).join('');
  const ranges = joined(wrong).map((piece) => wrongRange(piece, torn));
  return {
    call,
    sectorSize,
    rows,
    legend: (Object.keys(LEGEND) as Mark[])
      .filter((mark) => shown.includes(mark))
      .map((mark) => ({ character: mark, meaning: LEGEND[mark] })),
    wrong: ranges.slice(0, MOST_RANGES),
    wrongLeftOut: Math.max(0, ranges.length - MOST_RANGES),
  };
}

/** A range that was read, cut where what is allowed changes and where the torn sector begins and ends. */
function piecesOf(
  range: ContentRange,
  allowed: readonly AllowedRange[],
  tornFrom: number | null,
  sectorSize: number,
): Piece[] {
  const over = allowed.filter(({ from, to }) => from < range.to && to > range.from);
  const tornTo = (tornFrom ?? -sectorSize) + sectorSize;
  const borders = [range.from, ...over.flatMap(({ from, to }) => [from, to]), tornFrom ?? range.from, tornTo, range.to]
    .filter((border) => border >= range.from && border <= range.to)
    .sort((a, b) => a - b);
  return borders.slice(1).flatMap((to, i) => {
    const from = borders[i];
    if (from === to) return [];
    const sources = over.find((one) => one.from <= from && one.to >= to)?.sources ?? null;
    const isTorn = tornFrom !== null && from >= tornFrom && to <= tornTo;
    const isForeign = sources !== null && !sources.includes(range.source) && !sources.includes('other');
    return [{ from, to, got: range.source, allowed: sources, wrong: isTorn || isForeign }];
  });
}

/** Neighbours that are wrong in the same way, as one. */
function joined(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    const follows = last?.to === piece.from && last.got === piece.got;
    if (follows && String(last.allowed) === String(piece.allowed)) whole[whole.length - 1] = { ...last, to: piece.to };
    else whole.push(piece);
  }
  return whole;
}

const wrongRange = ({ from, to, got, allowed }: Piece, torn: TornSector | null): WrongRange => ({
  from,
  to,
  got: sourceText(got),
  allowed: torn ? torn.allowed : (allowed ?? []).map(sourceText),
});

function rowsOf(pieces: readonly Piece[], wrong: readonly Piece[], sectorSize: number): PageRow[] {
  const start = pieces[0].from;
  const end = pieces[pieces.length - 1].to;
  let before = Math.floor(start / PAGE_SIZE) - 1;
  return pagesToShow(wrong, start, end).map((page) => {
    const leftOut = page - before - 1;
    before = page;
    const from = Math.max(start, page * PAGE_SIZE);
    const to = Math.min(end, (page + 1) * PAGE_SIZE);
    const sectors = sectorsIn(pieces, from, to, sectorSize);
    const known = sectors.flat().some(({ allowed }) => allowed !== null);
    return {
      leftOut,
      page,
      from,
      to,
      got: sectors.map(gotMark).join(''),
      allowed: known ? sectors.map(allowedMark).join('') : '',
    };
  });
}

/** The pages with wrong bytes, then their neighbours, in the order of the file. */
function pagesToShow(wrong: readonly Piece[], start: number, end: number): number[] {
  const pages = new Set<number>();
  const last = Math.floor((end - 1) / PAGE_SIZE);
  for (const { from, to } of wrong)
    for (let page = Math.floor(from / PAGE_SIZE); page * PAGE_SIZE < to && pages.size < MOST_ROWS; page++)
      pages.add(page);
  for (const page of [...pages])
    for (const beside of [page - 1, page + 1])
      if (beside >= Math.floor(start / PAGE_SIZE) && beside <= last && pages.size < MOST_ROWS) pages.add(beside);
  return [...pages].sort((a, b) => a - b);
}

/** The pieces of each sector of [from, to). */
function sectorsIn(pieces: readonly Piece[], from: number, to: number, sectorSize: number): Piece[][] {
  const inPage = pieces.filter((piece) => piece.from < to && piece.to > from);
  const sectors: Piece[][] = [];
  for (let sector = Math.floor(from / sectorSize); sector * sectorSize < to; sector++)
    sectors.push(
      inPage.filter(
        (piece) =>
          piece.from < Math.min(to, (sector + 1) * sectorSize) && piece.to > Math.max(from, sector * sectorSize),
      ),
    );
  return sectors;
}

function gotMark(sector: readonly Piece[]): Mark {
  const wrong = sector.filter((piece) => piece.wrong);
  if (wrong.length > 0) return wrong.every(isStale) ? 'S' : 'X';
  return together(sector.map(({ got }) => markOf(got)));
}

const allowedMark = (sector: readonly Piece[]): Mark =>
  together(sector.map(({ allowed }) => (allowed?.length === 1 ? markOf(allowed[0]) : '?')));

function together(marks: readonly Mark[]): Mark {
  if (marks.includes('?')) return '?';
  return marks.every((mark) => mark === marks[0]) ? marks[0] : '+';
}

const markOf = (source: Source): Mark =>
  typeof source === 'number' ? 'w' : ({ initial: 'i', hole: '.', other: '?' } as const)[source];

/** Bytes that somebody wrote before anything that may be there now. Zeros have no age. */
function isStale({ got, allowed }: Piece): boolean {
  if (allowed === null || got === 'hole' || got === 'other') return false;
  return allowed.every((source) => ageOf(got) < ageOf(source));
}

const ageOf = (source: Source): number =>
  typeof source === 'number' ? source : source === 'initial' ? -1 : Number.POSITIVE_INFINITY;
