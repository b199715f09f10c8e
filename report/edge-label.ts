import type { GraphEdge } from '../model/index.js';

/** `event [guard] / action, action`, as statecharts are labelled. */
export function edgeLabel({ event, guard, actions }: GraphEdge): string {
  const condition = guard === '' ? '' : ` [${guard}]`;
  const effects = actions.length > 0 ? ` / ${actions.join(', ')}` : '';
  return event + condition + effects;
}
