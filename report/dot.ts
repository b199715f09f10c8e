import type { MachineGraph } from '../model/index.js';
import { edgeLabel } from './edge-label.js';

/** A machine in Graphviz's language. */
export function dotText(graph: MachineGraph): string {
  const lines = [
    `digraph ${quoted(graph.name)} {`,
    '  rankdir=TB;',
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9];',
    '  "" [shape=point];',
    ...graph.states.map(({ id, final }) => `  ${quoted(id)}${final ? ' [peripheries=2]' : ''};`),
    ...graph.states.filter((state) => state.initial).map(({ id }) => `  "" -> ${quoted(id)};`),
    ...graph.edges.map((edge) => `  ${quoted(edge.from)} -> ${quoted(edge.to)} [label=${quoted(edgeLabel(edge))}];`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
