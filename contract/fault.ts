import { z } from 'zod';
import { ERRNO_NAMES, type Errno } from './errno.js';
import { INDUCIBLE_FAULTS } from './words.js';

/** Disk operations that a fault can strike; `powerCut` selects what is lost although it was flushed. */
export const DISK_OPERATIONS = ['read', 'write', 'flush', 'allocate', 'readInode', 'writeInode', 'powerCut'] as const;
export type DiskOperation = (typeof DISK_OPERATIONS)[number];

export const DISK_FAULT_KINDS = [
  'EIO',
  'ENOSPC',
  'EDQUOT',
  'short', // args.sectors transferred, no error
  'torn', // the last sector of the transfer keeps its old bytes from args.bytes on
  'misdirected', // the transfer lands at sector args.sector
  'bitRot', // args.bit of the first sector flips on the way
  'latent', // the sectors can't be read until they are written again
  'lost', // lost on power cut although flushed
] as const;
export type DiskFaultKind = (typeof DISK_FAULT_KINDS)[number];

/** Which kinds make sense on which operation. */
export const FAULTS_BY_OPERATION: Record<DiskOperation, readonly DiskFaultKind[]> = {
  read: ['EIO', 'short', 'misdirected', 'bitRot', 'latent'],
  write: ['EIO', 'ENOSPC', 'short', 'torn', 'misdirected', 'bitRot', 'latent'],
  flush: ['EIO'],
  allocate: ['EIO', 'ENOSPC', 'EDQUOT'],
  readInode: ['EIO'],
  writeInode: ['EIO', 'ENOSPC', 'EDQUOT'],
  powerCut: ['lost'],
};

export const FaultSchema = z
  .strictObject({
    /** A disk operation at `disk` level; `target` for what a `file` level target induces itself. */
    on: z.enum([...DISK_OPERATIONS, 'target']),
    kind: z.enum([...DISK_FAULT_KINDS, ...INDUCIBLE_FAULTS]),
    args: z
      .strictObject({
        sectors: z.number().int().min(0),
        bytes: z.number().int().min(0),
        sector: z.number().int().min(0),
        bit: z.number().int().min(0),
        errno: z.enum(ERRNO_NAMES as [Errno, ...Errno[]]),
      })
      .partial(),
    /** Sectors [from, to) the operation must touch; null = any. */
    where: z.strictObject({ from: z.number().int().min(0), to: z.number().int().min(1) }).nullable(),
    /** 1 = the first matching occurrence. With `on: target`: the number of the write call before which it is armed. */
    nth: z.number().int().min(1),
    /** From the nth occurrence on every time, instead of once. */
    sticky: z.boolean(),
  })
  .superRefine((fault, context) => {
    const allowed: readonly string[] = fault.on === 'target' ? INDUCIBLE_FAULTS : FAULTS_BY_OPERATION[fault.on];
    if (!allowed.includes(fault.kind))
      context.addIssue({
        code: 'custom',
        path: ['kind'],
        message: `on ${fault.on} the kind is one of ${allowed.join(', ')}`,
      });
  });
export type Fault = z.infer<typeof FaultSchema>;
