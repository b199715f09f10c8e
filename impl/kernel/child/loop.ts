import { closeSync, openSync, writeFileSync } from 'node:fs';
import { call, must, poke } from './libc.js';
import type { SourceMemory } from './source-memory.js';

const LOOP_CTL_GET_FREE = 0x4c82;
const LOOP_CONFIGURE = 0x4c0a;
/** `struct loop_config`: fd, block size, `struct loop_info64` (232 bytes, of which the flags lie at 52), reserved. */
const CONFIG_BYTES = 304;
const INFO = 8;
const FLAGS = INFO + 52;
/** The device lets its image go when nobody has it open any more, however that comes about. */
const AUTOCLEAR = 4;
/** Someone else may take the free device first. */
const TRIES = 16;

const S_IFBLK = 0o060000;
const LOOP_MAJOR = 7;

/**
 * Makes `path` a loop device over an image file. It lives until this process ends and nothing is mounted from it.
 * The node is one of our own, so that modes, owners and attributes given to it stay here.
 */
export function attachLoop(image: string, path: string, blockSize: number, memory: SourceMemory): void {
  const control = openSync('/dev/loop-control', 'r+');
  const backing = openSync(image, 'r+');
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const minor = must('ioctl', control, LOOP_CTL_GET_FREE, 0);
      must('mknod', path, S_IFBLK + 0o600, deviceNumber(LOOP_MAJOR, minor));
      // Left open: the device lets go of its image with the last descriptor.
      const fd = openSync(path, 'r+');
      if (call('ioctl', fd, LOOP_CONFIGURE, configAt(memory, backing, blockSize)) === 0) {
        onePageARequest(minor);
        return;
      }
      closeSync(fd);
      must('unlink', path);
    }
    throw new Error('no loop device is free');
  } finally {
    closeSync(backing);
    closeSync(control);
  }
}

/** So that an image that fails from some byte on fails a part of a write, not all of it. */
function onePageARequest(minor: number): void {
  writeFileSync(`/sys/block/loop${minor}/queue/max_sectors_kb`, '4');
}

/** `makedev`, for majors below 4096. */
const deviceNumber = (major: number, minor: number): number =>
  (minor % 256) + major * 256 + Math.floor(minor / 256) * 0x100000;

function configAt(memory: SourceMemory, backing: number, blockSize: number): number {
  const config = Buffer.alloc(CONFIG_BYTES);
  config.writeUInt32LE(backing, 0);
  config.writeUInt32LE(blockSize, 4);
  config.writeUInt32LE(AUTOCLEAR, FLAGS);
  const address = memory.room(CONFIG_BYTES);
  poke(address, config);
  return address;
}
