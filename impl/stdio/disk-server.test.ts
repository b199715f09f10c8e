import { describe, expect, test } from '@jest/globals';
import type { KernelStep } from '../../contract/index.js';
import { VirtualDisk } from '../disk/index.js';
import { Refusal } from './channel.js';
import { DiskServer } from './disk-server.js';
import { environment } from './transcript.sample.js';

const GEOMETRY = { sectorSize: 512, sectors: 8, provisioned: 4 } as const;

function served(mayTrace = false): { server: DiskServer; disk: VirtualDisk; steps: KernelStep[] } {
  const steps: KernelStep[] = [];
  const disk = new VirtualDisk(GEOMETRY);
  const around = { ...environment(0), trace: (step: KernelStep) => void steps.push(step) };
  return { server: new DiskServer(disk, around, mayTrace), disk, steps };
}

const sector = (fill: string): string => Buffer.alloc(512, fill).toString('base64');

describe('the disk over the wire', () => {
  test('is the disk of the suite', () => {
    const { server, disk } = served();
    expect(server.request('allocate', { sector: 1, count: 2 })).toBe(0);
    expect(server.request('isAllocated', { sector: 1 })).toBe(true);
    expect(server.request('diskWrite', { sector: 1, data: sector('a') })).toBe(1);
    expect(server.request('diskRead', { sector: 1, count: 1 })).toEqual({ ret: 1, data: sector('a') });
    expect(server.request('flush', {})).toBe(0);
    expect(server.request('discard', { sector: 2 })).toBe(0);
    expect(disk.isAllocated(2)).toBe(false);
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['allocate', 'write', 'read', 'flush', 'discard']);
  });

  test('says no as the disk does', () => {
    const { server } = served();
    expect(server.request('allocate', { sector: 0, count: 5 })).toBe('ENOSPC');
    expect(server.request('diskWrite', { sector: 0, data: sector('a') })).toBe('EINVAL');
    expect(server.request('diskRead', { sector: 7, count: 2 })).toEqual({ ret: 'EINVAL', data: '' });
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['diskRead', { sector: 0, count: 2 ** 40 }, /sectors of a disk that has 8/],
    ['allocate', { sector: 0, count: 2 ** 50 }, /sectors of a disk that has 8/],
    ['diskRead', { sector: -1, count: 1 }, /valid params of diskRead \(sector: /],
    ['diskRead', { sector: 0 }, /valid params of diskRead \(count: /],
    ['diskWrite', { sector: 0, data: 'AAAA' }, /whole sectors of 512 bytes, not 3 bytes/],
    ['diskWrite', { sector: 0, data: '%%%%' }, /valid params of diskWrite \(data: /],
    ['writeInode', { size: 0 }, /valid params of writeInode/],
    ['callee', {}, /one of the methods isAllocated, allocate, /],
    ['toString', {}, /one of the methods isAllocated, allocate, /],
  ])('refuses %s %j', (method, params, message) => {
    const { server } = served();
    expect(() => server.request(method, params)).toThrow(Refusal);
    expect(() => server.request(method, params)).toThrow(message);
  });
});

describe('a kernel step', () => {
  const step = { fn: 'file_update_time', at: 'timesDiffer', ret: 1 };

  test('is kept with the fields that it has, and no others', () => {
    const { server, steps } = served(true);
    server.note('trace', { ...step, comment: 'x'.repeat(1000) });
    expect(steps).toEqual([step]);
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ ...step, fn: 'vfs_write' }, /a kernel function and one of its events/],
    [{ fn: 'file_update_time', at: 'timesDiffer' }, /the fields ret/],
    [{ ...step, ret: 'x'.repeat(41) }, /the fields ret/],
    [{ ...step, ret: {} }, /the fields ret/],
  ])('%j is refused', (params, message) => {
    const { server, steps } = served(true);
    expect(() => server.note('trace', params)).toThrow(message);
    expect(steps).toEqual([]);
  });

  test('comes only from drivers that said that they trace', () => {
    expect(() => served(false).server.note('trace', step)).toThrow('a message with an id');
  });
});
