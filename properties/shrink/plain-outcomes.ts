import { scriptOf, type Choices, type Request } from '../iter/outcomes.js';
import { plainerThan } from './meaningful.js';
import { firstThatShows, type Pass } from './pass.js';
import { rechosen } from './scripts.js';

type Choice = Choices[keyof Choices];

/** Every callee succeeds, and moves all that is left. */
const PLAIN: Choices = { removePrivs: 0, updateTime: 0, isDax: false, direct: Infinity, perform: Infinity, flush: 0 };
const CALLEES = ['checks', 'removePrivs', 'updateTime', 'isDax', 'flush', 'perform', 'direct'] as const;
const COUNTING: readonly string[] = ['checks', 'direct', 'perform'];
const SECTOR = 512;

/** The callees succeed, move all or a meaningful number of bytes, fail with EIO, and do not lie about the iov. */
export const plainOutcomes: Pass = function* (start) {
  if (start.level !== 'iter') return;
  let best = start;
  for (let i = 0; i < best.calls.length; i++) {
    best = yield* firstThatShows(
      best,
      rechosen(best, i, () => [PLAIN]),
    );
    for (const callee of CALLEES)
      best = yield* firstThatShows(
        best,
        rechosen(best, i, (choices, request, lies) =>
          plainer(callee, choices, request, lies).map((choice) => ({ ...choices, [callee]: choice })),
        ),
      );
    best = yield* firstThatShows(
      best,
      rechosen(best, i, (choices) => [choices]),
    );
  }
};

/** A transfer of all that lies about the iov may stand for a transfer of a part. */
function plainer(callee: keyof Choices, choices: Choices, request: Request, lies: boolean): Choice[] {
  const { direct, count } = request;
  const choice = choices[callee];
  const usual = PLAIN[callee];
  if (typeof choice === 'string') return choice === 'EIO' || callee === 'checks' ? [usual] : [usual, 'EIO'];
  if (typeof choice !== 'number' || !COUNTING.includes(callee)) return choice === usual ? [] : [usual];
  const full = scriptOf(request, { ...choices, [callee]: usual })[callee]?.ret;
  return choice === full && !lies
    ? []
    : [usual, ...plainerThan(choice, direct && count % SECTOR === 0 && choice % SECTOR === 0 ? SECTOR : 1)];
}
