import type { Colors } from 'picocolors/types';
import type { ProfileId } from '../contract/index.js';
import type { MachineGraph } from '../model/index.js';
import { columns, type Cell } from './columns.js';
import { counted } from './wording.js';

/** The transitions of a machine for a terminal, one line each, in the order in which guards are tried. */
export function machineTableText(graph: MachineGraph, profile: ProfileId, colors: Colors): string {
  const size = `${counted(graph.states.length, 'state')}, ${counted(graph.edges.length, 'transition')}`;
  const heading: Cell[] = ['from', 'event', 'when', 'to', 'actions'].map((text) => ({ text, paint: colors.dim }));
  const rows = graph.edges.map(({ from, event, guard, to, actions }): Cell[] => [
    { text: from },
    { text: event },
    { text: guard || '-' },
    { text: to },
    { text: actions.join(', ') },
  ]);
  return `${[`${colors.bold(graph.name)} under ${profile}: ${size}`, '', ...columns([heading, ...rows], '  ')].join('\n')}\n`;
}
