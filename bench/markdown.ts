import { machineText, type Machine } from './machine.js';
import type { Table } from './row.js';
import { aimText, isMet, numberText } from './text.js';

/** Everything that was measured, as the generated part of a page. */
export function tablesMarkdown(machine: Machine, tables: readonly Table[]): string {
  const where = machineText(machine).join('; ');
  return [`Measured on ${machine.date}: ${where}.`, ...tables.map(tableMarkdown)].join('\n\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('_', '\\_');

function tableMarkdown({ title, unit, measured, aims, notes, picture }: Table): string {
  const rows = measured.map(
    ({ name, median, lowest, highest, what }) =>
      `| ${cell(name)} | ${numberText(median)} | ${numberText(lowest)} to ${numberText(highest)} | ${cell(what)} |`,
  );
  const table = [`| | ${unit} | spread | |`, '| :-- | --: | --: | :-- |', ...rows];
  return [
    `### ${title}`,
    ...(picture ? [`![${title}](${picture.file})`] : []),
    ...(rows.length > 0 ? [table.join('\n')] : []),
    ...(aims.length > 0 ? [aims.map((aim) => `- ${isMet(aim) ? '✓' : '✗'} ${cell(aimText(aim))}`).join('\n')] : []),
    ...notes.map(cell),
  ].join('\n\n');
}
