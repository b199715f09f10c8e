import type { GraphEdge, MachineGraph } from '../model/index.js';
import { edgeLabel } from './edge-label.js';

/** A machine as a Mermaid state diagram. */
export function mermaidText(graph: MachineGraph): string {
  const lines = [
    'stateDiagram-v2',
    `  %% ${graph.name}`,
    ...graph.states.filter((state) => state.initial).map(({ id }) => `  [*] --> ${id}`),
    ...graph.edges.map((edge) => `  ${edge.from} --> ${edge.to} : ${label(edge)}`),
    ...graph.states.filter((state) => state.final).map(({ id }) => `  ${id} --> [*]`),
  ];
  return `${lines.join('\n')}\n`;
}

/** In Mermaid a semicolon ends a statement, a hash starts an entity and a colon a second label. */
const label = (edge: GraphEdge): string => edgeLabel(edge).replace(/[;#:]/g, ' ');
