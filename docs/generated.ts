import { DOCUMENT_NAMES, jsonSchema } from '../contract/schemas.js';
import { RULES } from '../model/index.js';
import { protocolSchema, SPEAKERS } from '../impl/stdio/schema.js';
import { profilesMarkdown } from '../report/profiles-markdown.js';
import { rulesMarkdown } from '../report/rules-markdown.js';
import { mutantsMarkdown } from './mutants-page.js';

/** Every generated file of the repository, by its path from the root, with what makes its text. */
export const GENERATED: Record<string, () => string> = {
  ...Object.fromEntries(
    DOCUMENT_NAMES.map((name) => [
      `docs/schemas/${name}.schema.json`,
      () => `${JSON.stringify(jsonSchema(name), null, 2)}\n`,
    ]),
  ),
  ...Object.fromEntries(
    SPEAKERS.map((speaker) => [
      `docs/schemas/protocol-${speaker}.schema.json`,
      () => `${JSON.stringify(protocolSchema(speaker), null, 2)}\n`,
    ]),
  ),
  'docs/profiles.md': profilesMarkdown,
  'docs/rules.md': () => rulesMarkdown(RULES),
  'docs/mutants.md': mutantsMarkdown,
};
