import { sortedJson } from '#base/sortedJson.ts';
import { withoutPlaces } from '#protocol/assertion.ts';
import type { EvalCase } from '#protocol/case.ts';
import { caseId } from '../datasets/caseId.ts';
import { sha256 } from '../files/hash.ts';
import type { Prompt, PromptVariant } from '../prompts/prompt.ts';

/** Changes when anything of the case does, what it demands included. */
export function caseFingerprint({ values, assertions }: EvalCase): string {
  if (assertions === undefined) return caseId(values);
  return sha256(sortedJson([values, withoutPlaces(assertions)])).slice(0, 12);
}

/** Changes when what a variant sends, or what is made of its replies, does. Cases, names, places and the order of keys do not count. */
export function variantFingerprint(
  { evaluators }: Pick<Prompt, 'evaluators'>,
  variant: PromptVariant,
): string {
  const { messages, parameters, responseFormat, template } = variant;
  return sha256(
    sortedJson([
      messages.map(({ role, content, thread }) =>
        thread === undefined ? [role, content] : [role, content, thread],
      ),
      parameters,
      responseFormat,
      evaluators.map(({ name, uses, with: settings, threshold }) => [
        name,
        uses,
        settings,
        threshold,
      ]),
      ...(template === undefined ? [] : [template]),
    ]),
  ).slice(0, 16);
}
