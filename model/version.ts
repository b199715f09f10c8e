/**
 * Version of the model as a whole: the first number changes when a verdict can change. Whether a stored file still holds is
 * told by the digest of its decision table and rule, not by this.
 */
export const MODEL_VERSION = '1.0';
