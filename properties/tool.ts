/** Kept equal to package.json by a test. */
export const TOOL = { name: 'written-or-err', version: '0.1.0' } as const;
