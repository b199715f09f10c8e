import { constants as ours } from 'node:fs';
import type { OpenFlag } from '../../contract/index.js';
import type { NodeFs } from './node-fs.js';

/** O_DIRECT is never asked for: where a Buffer lies in memory can't be chosen. */
const BITS = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_APPEND', 'O_TRUNC', 'O_SYNC', 'O_DSYNC'] as const;

/** The flags as a number, by the constants that this `fs` names, else by those of this machine. */
export function numericFlags({ constants }: NodeFs, flags: readonly OpenFlag[]): number {
  const bit = (name: OpenFlag): number => {
    const value = constants?.[name] ?? (ours as Readonly<Record<string, number | undefined>>)[name];
    return typeof value === 'number' ? value : 0;
  };
  return BITS.filter((name) => flags.includes(name)).reduce((sum, name) => sum | bit(name), 0);
}

/** Node's word for the flags: none opens for writing alone without truncating or creating, so that reads may work. */
export function wordFlags(flags: readonly OpenFlag[]): string {
  const sync = flags.includes('O_SYNC') || flags.includes('O_DSYNC') ? 's' : '';
  const reads = flags.includes('O_RDWR');
  if (flags.includes('O_TRUNC') && !flags.includes('O_APPEND')) return reads ? 'w+' : 'w';
  if (flags.includes('O_APPEND')) return `a${sync}${reads ? '+' : ''}`;
  return flags.includes('O_RDONLY') ? 'r' : `r${sync}+`;
}
