import type { TextRange } from '#protocol/problem.ts';
import { yamlSpans } from '../authoring/yamlSpans.ts';
import { makeSource } from '../documents/source.ts';
import type { Prompt, PromptVariant } from '../prompts/prompt.ts';

/** Where a key of a variant stands in a file like YAML: its own, or that of the prompt; the variant where there is none. */
export function keyPlace(
  text: string | undefined,
  { variants }: Prompt,
  variant: PromptVariant,
  key: string,
): TextRange {
  if (text === undefined) return variant.range;
  // The prompt itself comes first, and is none of its variants.
  const index = variants.indexOf(variant) - 1;
  const { spans } = yamlSpans(text);
  const keys = spans.filter(({ part, path }) => part === 'key' && path.at(-1) === key);
  const own = keys.find(
    ({ path }) => path.length === 3 && path[0] === 'variants' && path[1] === index,
  );
  const found = own ?? keys.find(({ path }) => path.length === 1);
  return found === undefined ? variant.range : makeSource('', text).range(found.start, found.end);
}
