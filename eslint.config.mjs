import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which rooms a room may import. Nothing may import cli, docs and bench: they stand at the end. */
const MAY_IMPORT = {
  contract: [],
  model: ['contract'],
  impl: ['contract'],
  fixtures: ['contract', 'impl'],
  properties: ['contract', 'model', 'impl', 'fixtures'],
  report: ['contract', 'model'],
  cli: ['contract', 'model', 'impl', 'properties', 'report', 'fixtures'],
  docs: ['contract', 'model', 'impl', 'properties', 'report', 'cli', 'fixtures'],
  bench: ['contract', 'model', 'impl', 'properties', 'report', 'fixtures'],
};
const ROOMS = Object.keys(MAY_IMPORT);

const zones = ROOMS.flatMap((room) =>
  ROOMS.filter((other) => other !== room && !MAY_IMPORT[room].includes(other)).map((other) => ({
    target: `./${room}`,
    from: `./${other}`,
    message: `${room}/ may import only ${MAY_IMPORT[room].join(', ') || 'nothing of ours'}.`,
  })),
);

/** What neither the compiler nor typescript-eslint sees. */
const CORE_RULES = {
  eqeqeq: 'error',
  'no-control-regex': 'error',
  'no-empty': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-regex-spaces': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-template-curly-in-string': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'prefer-const': 'error',
  'no-var': 'error',
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'node_modules/', 'fixtures/hosts/', 'fixtures/drivers/']),
  { rules: CORE_RULES },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': 'error',
      // Numbers and words of the contract go into messages as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `Maybe<void>` is the contract's word for "returns nothing, now or later".
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An index may be out of range although its type does not say so: asking is not unnecessary.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // It would turn a cast into the non-null assertion that another rule forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Loops over typed arrays use the index for more than the element.
      '@typescript-eslint/prefer-for-of': 'off',
      // An `async` function without `await` is how a synchronous target or command meets an asynchronous interface.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.e2e.ts', '**/*.judge.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
