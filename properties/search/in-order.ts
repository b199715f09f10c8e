/**
 * Starts `run` on the items in order, at most `ahead` at the same time, and hands the answers to `take` in that same
 * order, whichever comes first. `take` returns false to end it: answers that come later are dropped.
 * Rejects as soon as the answer whose turn it is does, or when `stop` settles.
 */
export async function inOrder<Item, Answer>(
  items: Iterator<Item, unknown>,
  ahead: number,
  run: (item: Item) => Promise<Answer>,
  take: (answer: Answer, item: Item) => Promise<boolean> | boolean,
): Promise<void> {
  const running: { item: Item; answer: Promise<Answer> }[] = [];
  const start = (): void => {
    const next = items.next();
    if (next.done) return;
    const answer = run(next.value);
    // It is awaited when its turn comes; until then a rejection is not unhandled.
    answer.catch(() => undefined);
    running.push({ item: next.value, answer });
  };
  for (let i = 0; i < ahead; i++) start();
  for (let first = running.shift(); first; first = running.shift()) {
    const answer = await first.answer;
    if (!(await take(answer, first.item))) return;
    start();
  }
}
