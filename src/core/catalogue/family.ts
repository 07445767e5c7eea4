import type { ModelEntry } from '#protocol/catalogue.ts';

/** Names of models that share their makers and much of their training, by what their families are called. */
const families: readonly (readonly [family: string, names: RegExp])[] = [
  ['gpt', /(^|[^a-z])(chat)?gpt|(^|\/)o[1-9]([^a-z0-9]|$)/],
  ['claude', /claude/],
  ['gemini', /gemini|gemma/],
  ['deepseek', /deepseek/],
  ['qwen', /qwen|qwq/],
  ['llama', /llama/],
  ['mistral', /mi[sx]tral|ministral|magistral|codestral|devstral/],
  ['grok', /grok/],
  ['command', /(^|[^a-z])command|aya/],
  ['nova', /(^|[^a-z])nova/],
  ['phi', /(^|[^a-z])phi/],
];

/**
 * Whose kin a model is, wherever it is reached; an unknown one has only models of its provider for kin
 * whose names begin with the same word.
 */
export function familyOf({ provider, name }: Pick<ModelEntry, 'provider' | 'name'>): string {
  const folded = name.toLowerCase();
  const known = families.find(([, names]) => names.test(folded));
  if (known !== undefined) return known[0];
  const [stem = folded] = /[a-z]+/.exec(folded.slice(folded.lastIndexOf('/') + 1)) ?? [];
  return `${stem} of ${provider}`;
}
