export { PROFILES, type Profile } from './profile.js';
export { RULES, rulesFor, FACTS, FACT_BIT, type Rule, type Fact } from './rules/index.js';
export { leafTable, combinations, inputsOf, type Leaf } from './leaves/table.js';
export { LEAF_IDS, LEAF_NAMES } from './leaves/names.js';
export { coreOf, walks } from './leaves/walk.js';
export { IterOracle, type IterExpectation, type IterRequest } from './oracle/iter.js';
export { judgeIter } from './oracle/judge-iter.js';
export { blame, exercises, factsIn, hasFact, maskOf, type Judgement } from './oracle/judgement.js';
