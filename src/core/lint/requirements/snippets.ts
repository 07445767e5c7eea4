import type { Demand } from './demands.ts';

/** An evaluator that would test a demand, as YAML of one item of a list. `text`: the sentence that demands. */
export function snippetFor(demand: Demand, text: string): string | undefined {
  switch (demand.kind) {
    case 'json':
      return '- name: is JSON\n  uses: json';
    case 'limit': {
      if (demand.unit === 'items') return undefined;
      const { unit, most, least } = demand;
      const bounds = [
        `unit: ${unit}`,
        ...(least === undefined ? [] : [`min: ${least}`]),
        ...(most === undefined ? [] : [`max: ${most}`]),
      ];
      return `- name: length\n  uses: length-limit\n  with: { ${bounds.join(', ')} }`;
    }
    case 'one-of':
      return `- name: label\n  uses: label\n  with: { labels: ${JSON.stringify(demand.options)} }`;
    case 'cite':
      return '- name: cites\n  uses: citations';
    case 'language':
    case 'never':
    case 'must':
      return `- name: keeps to it\n  uses: rubric\n  with: { criteria: ${JSON.stringify(text)} }`;
    case 'unknown':
      break;
  }
  return undefined;
}
