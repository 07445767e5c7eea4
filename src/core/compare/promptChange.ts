import type { JsonObject, JsonValue } from '#base/json.ts';
import { compileConversation } from '../prompts/conversation.ts';
import type { Prompt, PromptVariant } from '../prompts/prompt.ts';
import { lineDiff } from '../report/lineDiff.ts';

/** What is different between two versions of a prompt. */
export interface PromptChange {
  /** Settings that differ, one by one: `base: temperature`. Absent on a side: not set there. */
  readonly settings: readonly {
    readonly name: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
  readonly variants: readonly VariantChange[];
}

export interface VariantChange {
  readonly name: string;
  readonly is: 'added' | 'removed' | 'changed' | 'same';
  /** What it sends for the case, in unified form; empty: the same, `undefined`: too long to be laid side by side. */
  readonly diff: string | undefined;
}

/** `values`: of the case that the messages are filled with. */
export function promptChange(before: Prompt, after: Prompt, values: JsonObject): PromptChange {
  const names = [...new Set([...after.variants, ...before.variants].map(({ name }) => name))];
  return {
    settings: settingChanges(before, after),
    variants: names.map((name) => {
      const old = before.variants.find((one) => one.name === name);
      const now = after.variants.find((one) => one.name === name);
      const diff = lineDiff(sentText(old, values), sentText(now, values));
      if (old === undefined) return { name, is: 'added', diff };
      if (now === undefined) return { name, is: 'removed', diff };
      return { name, is: diff === '' ? 'same' : 'changed', diff };
    }),
  };
}

/** The messages as one text, each below its role. */
export function sentText(variant: PromptVariant | undefined, values: JsonObject): string {
  if (variant === undefined) return '';
  const { messages } = compileConversation(variant).render(values);
  return messages.map(({ role, content }) => `${role}:\n${content}`).join('\n\n');
}

function settingChanges(before: Prompt, after: Prompt): PromptChange['settings'] {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter((one) => one.before !== one.after);
}

function settingsOf(prompt: Prompt): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  settings.set('models', prompt.models.map(({ id }) => id).join(', '));
  settings.set('repeats', String(prompt.repeats));
  for (const { name, parameters, responseFormat } of prompt.variants) {
    for (const [key, value] of Object.entries(parameters)) {
      if (value !== undefined) settings.set(`${name}: ${key}`, shown(value));
    }
    if (responseFormat !== undefined) {
      settings.set(`${name}: responseFormat`, JSON.stringify(responseFormat));
    }
  }
  for (const { name, uses, with: given, threshold } of prompt.evaluators) {
    const limit = threshold === undefined ? '' : `, threshold ${String(threshold)}`;
    const settingsText = JSON.stringify(given) ?? '';
    settings.set(
      `evaluator: ${name}`,
      `${uses}${settingsText === '{}' || settingsText === '' ? '' : ` ${settingsText}`}${limit}`,
    );
  }
  for (const { file, map } of prompt.datasets) {
    settings.set(`dataset: ${file}`, Object.keys(map).length === 0 ? 'used' : JSON.stringify(map));
  }
  return settings;
}

function shown(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
