/** `exec` in `exec:'CMD ARGS'`. */
export const EXEC_FAMILY = 'exec';

/** The family of targets that are named by the path of their module. */
export const MODULE_FAMILY = 'module';

/** The family and the word that it is asked for. */
export function familyOf(name: string): { family: string; id: string } {
  // A command line may end with the name of a script.
  const isModule = /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(name) || /^(?!exec:).*\.[cm]?[jt]s$/s.test(name);
  if (isModule) return { family: MODULE_FAMILY, id: name };
  const colon = name.indexOf(':');
  return { family: colon > 0 ? name.slice(0, colon) : '', id: name.slice(colon + 1) };
}

/** Whether the name alone says what to execute: a file of someone else may say so, but only the user may mean it. */
export const namesCode = (name: string): boolean => [EXEC_FAMILY, MODULE_FAMILY].includes(familyOf(name).family);
