import type { Colors } from 'picocolors/types';
import type { ProfileId } from '../contract/index.js';
import type { Leaf } from '../model/index.js';
import { columns, type Cell } from './columns.js';

/** The decision table of `__generic_file_write_iter` for a terminal: one row for each leaf. */
export function decisionTableText(profile: ProfileId, leaves: readonly Leaf[], colors: Colors): string {
  const total = leaves.reduce((sum, leaf) => sum + leaf.combinations, 0);
  const headings = ['leaf', `of ${total}`, 'condition', 'return', 'ki_pos', 'iov', 'written', 'unknown', 'invalidates'];
  return [
    `${colors.bold('__generic_file_write_iter')} under ${profile}: ${total} combinations fall into ${leaves.length} leaves`,
    '',
    ...columns([headings.map((text): Cell => ({ text, paint: colors.dim })), ...leaves.map(row)], '  '),
    '',
    LEGEND,
    '',
  ].join('\n');
}

const row = (leaf: Leaf): Cell[] => [
  { text: leaf.id },
  { text: String(leaf.combinations), align: 'right' },
  { text: leaf.condition },
  { text: leaf.returns },
  { text: leaf.kiPos },
  { text: leaf.iov },
  { text: leaf.written },
  { text: zoneText(leaf) },
  { text: leaf.invalidates },
];

/** Relative to P. */
const zoneText = ({ zone }: Leaf): string => {
  if (!zone) return 'none';
  const at = (form: string): string => (form === '0' ? 'P' : `P+${form}`);
  return `[${at(zone.from)}, ${at(zone.to)})`;
};

const LEGEND = `  N bytes are offered at P; d are written directly, f by the buffered write or the fallback; e is a callee's errno.
  ki_pos, iov: by how much they move. unknown: where old and new bytes may lie. invalidates: after the fallback; an
  inverted range ends before it begins, as nothing was written.`;
