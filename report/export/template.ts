import { Eta } from 'eta';

/** `<%= it.x %>` puts text in as it is; `-%>` swallows the line's end. The text must be safe where it goes. */
const eta = new Eta({ autoEscape: false, autoTrim: false });

export const filled = (template: string, values: object): string => eta.renderString(template, values);
