/** The Jest test as an Eta template. */
export const JEST_TEST = String.raw`/*
<% it.head.forEach((line) => { -%>
 * <%= line %>
<% }) -%>
 *
 * Needs the package written-or-err. It fails as long as the target deviates; WOE_TARGET names another target to run it
 * on, as on the command line: reference, mutant:ID, ./module.js (from the working directory).
 */
const { explain, readCounterexample, replay } = require('written-or-err');

const STORED = <%= it.counterexample %>;

const target = process.env.WOE_TARGET || STORED.target;

test(<%= it.title %> + target, async () => {
  const { counterexample, obsolete } = readCounterexample(JSON.stringify(STORED), __filename);
  if (obsolete) throw new Error('obsolete: the decision table of its profile, or its rule, has changed since it was saved');
  const { verdict, found, message } = await replay(counterexample, target);
  if (verdict !== 'conformant') throw new Error(verdict + ': ' + (found ? '\n' + explain(found) : message));
}, 60_000);
`;
