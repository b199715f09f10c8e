import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError, type Geometry } from '../../contract/index.js';
import { FileStore } from './fileStore.js';
import { VirtualDisk } from './virtualDisk.js';

const geometry: Geometry = { sectorSize: 512, sectors: 16, provisioned: 16 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'woe-disk-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const onFile = (path: string): VirtualDisk => new VirtualDisk(geometry, [], 1, new FileStore(path, geometry));

test('sector s lies at byte s * sectorSize of the file', () => {
  const path = join(folder, 'disk');
  const disk = onFile(path);
  disk.allocate(3, 1);
  disk.write(3, new Uint8Array(512).fill(7));
  disk.close();
  const bytes = readFileSync(path);
  expect(bytes).toHaveLength(8192);
  expect([bytes[1535], bytes[1536], bytes[2047], bytes[2048]]).toEqual([0, 7, 7, 0]);
});

test('behaves as memory does, also on a file that an earlier disk has used', () => {
  const path = join(folder, 'disk');
  writeFileSync(path, new Uint8Array(8192).fill(9));
  const disks = [onFile(path), new VirtualDisk(geometry, [], 1)];
  for (const disk of disks) {
    disk.allocate(2, 4);
    disk.write(3, new Uint8Array(512).fill(7));
    disk.flush();
    disk.write(4, new Uint8Array(1024).fill(8));
    disk.powerCut();
  }
  const views = disks.map((disk) => Array.from({ length: 8 }, (_, s) => disk.view(s)));
  expect(views[0]).toEqual(views[1]);
});

test.each([8191, 8193, 0])('a file of %i bytes is refused and stays as it is', (bytes) => {
  const path = join(folder, 'disk');
  writeFileSync(path, new Uint8Array(bytes).fill(9));
  const before = statSync(path);
  expect(() => onFile(path)).toThrow(UsageError);
  expect(() => onFile(path)).toThrow(`expected 8192 bytes (sectors * sectorSize), got ${bytes}`);
  expect(statSync(path)).toMatchObject({ size: bytes, mtimeMs: before.mtimeMs });
});

test('a directory is refused', () => {
  expect(() => onFile(folder)).toThrow(UsageError);
});

test('a path whose directory does not exist is refused and makes nothing', () => {
  const path = join(folder, 'missing', 'disk');
  expect(() => onFile(path)).toThrow('its directory does not exist');
  expect(existsSync(join(folder, 'missing'))).toBe(false);
});

test('a disk too large to count is refused before the file is made', () => {
  const path = join(folder, 'disk');
  expect(() => new FileStore(path, { ...geometry, sectors: 2 ** 52 })).toThrow(UsageError);
  expect(existsSync(path)).toBe(false);
});
