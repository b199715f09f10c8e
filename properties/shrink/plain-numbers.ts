import { isWrite, type Call, type Scenario, type Segment } from '../../contract/index.js';
import { plainerThan } from './meaningful.js';
import { firstThatShows, type Pass } from './pass.js';
import { resized } from './setting.js';

/** A number of bytes in a scenario. */
interface Place {
  readonly value: number;
  /** An offset moves together with the others; a length does not. */
  readonly kind: 'offset' | 'length';
  /** The request of a direct call stays in sectors if it is. */
  readonly unit: number;
  readonly put: (s: Scenario, bytes: number) => Scenario;
}

/** Every length and offset becomes a meaningful number, first by itself, then together with others. */
export const plainNumbers: Pass = function* (start) {
  let best = start;
  for (let i = 0; i < placesOf(best).length; i++) {
    const place = placesOf(best)[i];
    best = yield* firstThatShows(
      best,
      plainerThan(place.value, place.unit).map((bytes) => place.put(best, bytes)),
    );
  }
  for (let i = 0; i < placesOf(best).length; i++) best = yield* firstThatShows(best, together(best, i));
};

/** All equal lengths at once; all offsets from this one on moved by as much. */
function* together(s: Scenario, i: number): Generator<Scenario> {
  const places = placesOf(s);
  const { kind, value, unit } = places[i];
  const all = places.filter((place) => place.kind === kind);
  const concerned = all.filter((place) => (kind === 'length' ? place.value === value : place.value >= value));
  if (concerned.length < 2 || all.find((place) => place.value === value) !== places[i]) return;
  for (const bytes of plainerThan(value, unit))
    yield concerned.reduce((changed, place) => place.put(changed, place.value - value + bytes), s);
}

function placesOf(s: Scenario): Place[] {
  const { rlimitFsize, size, kind } = s.file;
  // Holes come before the size, which would cut them off.
  const places = [...s.calls.flatMap((call, i) => placesIn(s, call, i)), ...holesIn(s)];
  if (rlimitFsize !== null)
    places.push({
      value: rlimitFsize,
      kind: 'offset',
      unit: 1,
      put: (t, bytes) => ({ ...t, file: { ...t.file, rlimitFsize: bytes } }),
    });
  if (kind === 'regular') places.push({ value: size, kind: 'offset', unit: 1, put: resized });
  return places;
}

/** Where holes begin and end. */
function holesIn({ file, disk }: Scenario): Place[] {
  const { allocated, size } = file;
  return allocated.flatMap((range, i) =>
    (['from', 'to'] as const)
      .filter((edge) => range[edge] > 0 && range[edge] < size)
      .map((edge): Place => ({
        value: range[edge],
        kind: 'offset',
        unit: disk.sectorSize,
        put: (t, bytes) => {
          const ranges = t.file.allocated;
          if (!(i in ranges)) return t;
          return { ...t, file: { ...t.file, allocated: ranges.with(i, { ...ranges[i], [edge]: bytes }) } };
        },
      })),
  );
}

function placesIn(s: Scenario, call: Call, i: number): Place[] {
  const sector = isDirect(s, call, i) ? s.disk.sectorSize : 1;
  const unitOf = (bytes: number): number => (s.level !== 'iter' || bytes % sector === 0 ? sector : 1);
  const put =
    (change: (bytes: number) => object) =>
    (t: Scenario, bytes: number): Scenario => ({
      ...t,
      calls: t.calls.with(i, { ...t.calls[i], ...change(bytes) }),
    });
  const offset = (value: number, change: (bytes: number) => object): Place[] =>
    value > 0 ? [{ value, kind: 'offset', unit: unitOf(value), put: put(change) }] : [];
  const places: Place[] = isWrite(call)
    ? call.segments.flatMap((_, k) => segmentPlaces(s, i, k, unitOf(call.segments[k].length)))
    : [];
  if (call.call === 'read' || call.call === 'pread')
    places.push({ value: call.length, kind: 'length', unit: unitOf(call.length), put: put((length) => ({ length })) });
  if (call.call === 'ftruncate') places.push(...offset(call.length, (length) => ({ length })));
  if ('position' in call) places.push(...offset(call.position, (position) => ({ position })));
  if (call.call === 'lseek') places.push(...offset(call.offset, (to) => ({ offset: to })));
  return places;
}

function segmentPlaces(s: Scenario, i: number, k: number, unit: number): Place[] {
  const segment = segmentsAt(s, i)[k];
  const put =
    (change: (segment: Segment, bytes: number) => Segment) =>
    (t: Scenario, bytes: number): Scenario => {
      const segments = segmentsAt(t, i);
      return {
        ...t,
        calls: t.calls.with(i, { ...t.calls[i], segments: segments.with(k, change(segments[k], bytes)) } as Call),
      };
    };
  const least = s.level === 'iter' ? 1 : 0;
  const length = put((old, bytes) => ({
    length: Math.max(least, bytes),
    readable: old.readable === old.length ? Math.max(least, bytes) : Math.min(old.readable, bytes),
  }));
  const readable = put((old, bytes) => ({ ...old, readable: Math.min(bytes, old.length) }));
  const places: Place[] = [{ value: segment.length, kind: 'length', unit, put: length }];
  if (segment.readable < segment.length)
    places.push({ value: segment.readable, kind: 'length', unit: 1, put: readable });
  return places;
}

function segmentsAt(s: Scenario, i: number): Segment[] {
  const call = s.calls[i];
  return isWrite(call) ? call.segments : [];
}

/** The descriptor of call `i` is open with O_DIRECT. */
function isDirect(s: Scenario, call: Call, i: number): boolean {
  if (!('fd' in call)) return false;
  const direct = new Map<number, boolean>();
  for (const before of s.calls.slice(0, i)) {
    if (before.call === 'open') direct.set(before.fd, before.flags.includes('O_DIRECT'));
    if (before.call === 'dup') direct.set(before.as, direct.get(before.fd) ?? false);
  }
  return direct.get(call.fd) ?? false;
}
