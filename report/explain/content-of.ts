import type { Counterexample } from '../../contract/index.js';
import { allowedContent } from './allowed-content.js';
import { contentMap, type TornSector } from './content-map.js';
import type { ContentMap } from './explanation.js';

/** The map of what the deviating call read; null unless it read wrong bytes. */
export function contentOf(found: Counterexample): ContentMap | null {
  const { scenario, observation, deviation } = found;
  if (!deviation.differences.some(({ observable }) => observable === 'content' || observable === 'durability'))
    return null;
  const seen = observation.calls.find(({ index }) => index === deviation.call);
  const content = [...(seen?.content ?? [])].sort((a, b) => a.from - b.from);
  return contentMap(deviation.call, scenario.disk.sectorSize, content, allowedContent(found), tornSector(found));
}

/** A difference that is not about one source but about two in one sector. */
function tornSector({ deviation }: Counterexample): TornSector | null {
  for (const { allowed } of deviation.differences) {
    const [, sector] = /^sector (\d+) all old or all new$/.exec(allowed[0]) ?? [];
    if (sector !== undefined) return { sector: Number(sector), allowed };
  }
  return null;
}
