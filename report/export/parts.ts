/** A function of an exported program. */
export interface Part {
  readonly name: string;
  readonly text: string;
}

/** The parts that `body` uses, and those that they use, in the order of the list: callees stand before callers. */
export function partsUsedBy(parts: readonly Part[], body: string): Part[] {
  let text = body;
  const used: Part[] = [];
  for (const part of parts.toReversed())
    if (new RegExp(`\\b${part.name}\\b`).test(text)) {
      used.unshift(part);
      text += part.text;
    }
  return used;
}
