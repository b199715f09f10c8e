import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';
import type { ProfileId } from '../contract/index.js';
import type { Leaf } from '../model/index.js';

const HEADINGS = [
  'leaf',
  'combinations',
  'condition',
  'return',
  'ki_pos',
  'iov',
  'written',
  'unknown zone',
  'invalidates',
];

/** The decision table of `__generic_file_write_iter` for a terminal: one row for each leaf. */
export function decisionTableText(profile: ProfileId, leaves: readonly Leaf[], colors: Colors): string {
  const table = new Table({
    head: HEADINGS.map((h) => colors.bold(h)),
    style: { head: [], border: [], compact: true },
  });
  for (const leaf of leaves) table.push(row(leaf));
  const total = leaves.reduce((sum, leaf) => sum + leaf.combinations, 0);
  return [
    `${colors.bold('__generic_file_write_iter')} under ${profile}: ${total} combinations fall into ${leaves.length} leaves`,
    table.toString(),
    LEGEND,
    '',
  ].join('\n');
}

const row = (leaf: Leaf): string[] => [
  leaf.id,
  String(leaf.combinations),
  leaf.condition,
  leaf.returns,
  leaf.kiPos,
  leaf.iov,
  leaf.written,
  zoneText(leaf),
  leaf.invalidates,
];

/** Relative to P, the position at entry. */
export const zoneText = ({ zone }: Leaf): string => {
  if (!zone) return 'none';
  const at = (form: string): string => (form === '0' ? 'P' : `P+${form}`);
  return `[${at(zone.from)}, ${at(zone.to)})`;
};

const LEGEND = `N bytes are offered at P; d are written directly, f by the buffered write or fallback; e is a callee's errno.
\`of\`: combinations of the inputs that end in the leaf. ki_pos, iov: by how much they move.`;
