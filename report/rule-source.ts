import type { Rule } from '../model/index.js';

/** Where a rule comes from: `__generic_file_write_iter (4.x), leaves L22, L24`. */
export function ruleSource(rule: Rule): string {
  const leaves =
    rule.leaves.length > 0 ? `, ${rule.leaves.length === 1 ? 'leaf' : 'leaves'} ${rule.leaves.join(', ')}` : '';
  return `${rule.kernelFunction} (${eras(rule)})${leaves}`;
}

const eras = (rule: Rule): string => (rule.eras === 'all' ? 'all eras' : rule.eras);
