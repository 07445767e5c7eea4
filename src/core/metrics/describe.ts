import * as z from 'zod/mini';
import type { Metric } from './metric.ts';

/** One key of `with:`. */
export interface SettingNote {
  readonly name: string;
  readonly isRequired: boolean;
  /** As JSON; absent where it is required, or simply left out. */
  readonly usual?: string;
  readonly description: string;
}

/** What may stand under `with:`, from the metric's own shape. */
export function settingsOf(metric: Metric): readonly SettingNote[] {
  const schema = z.toJSONSchema(metric.settings, { io: 'input', target: 'draft-7' });
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    if (typeof one === 'boolean') return [];
    const { default: usual, description = '' } = one;
    const isRequired = required.has(name);
    if (isRequired || usual === undefined) return [{ name, isRequired, description }];
    return [{ name, isRequired, usual: JSON.stringify(usual), description }];
  });
}

/** `0 to 1`, `0 and more`, `any number`. */
export function rangeText({ range: [least, most] }: Pick<Metric, 'range'>): string {
  if (most !== Infinity) return `${least} to ${most}`;
  return least === -Infinity ? 'any number' : `${least} and more`;
}

/** `each case`, or `all cases together`. */
export function levelText({ level }: Pick<Metric, 'level'>): string {
  return level === 'corpus' ? 'all cases together' : 'each case';
}

/** `free`, or `model calls`. */
export function costText({ cost }: Pick<Metric, 'cost'>): string {
  return cost === 'judge' ? 'model calls' : 'free';
}
