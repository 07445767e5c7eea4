import type { JsonObject } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { PromptVariant } from '../prompts/prompt.ts';

/**
 * The one case of a file that has samples of its values and no cases. A prompt that nothing is filled into needs no
 * values to be a case.
 */
export function sampleCase(
  { messages }: Pick<PromptVariant, 'messages'>,
  values: JsonObject,
  file: string,
  line: number,
): readonly EvalCase[] {
  const isFixed =
    messages.length > 0 &&
    messages.every(({ content, thread }) => thread === undefined && !/\{\{|\{%/.test(content));
  if (Object.keys(values).length === 0 && !isFixed) return [];
  return [{ id: 'sample', values, tags: [], source: { file, line } }];
}
