import type { Problem } from '#protocol/problem.ts';
import type { ModelVerdict } from '../../catalogue/policy.ts';
import { quoteFound, warningAt } from '../../documents/problems.ts';
import type { Suite } from '../../project/suite.ts';
import type { Prompt } from '../../prompts/prompt.ts';

/** Models of a prompt without a price, where the suite has a budget: a run would not start. */
export function checkPrices(
  { maxCostUsd, allowUnpriced }: Suite,
  judgeModel: (id: string) => ModelVerdict,
  { file, models }: Prompt,
): readonly Problem[] {
  if (maxCostUsd === undefined) return [];
  return models.flatMap(({ id, range }) => {
    const verdict = judgeModel(id);
    if (!verdict.allowed || verdict.entry.price !== undefined || allowUnpriced.includes(id))
      return [];
    return [
      warningAt(
        file,
        range,
        'price-missing',
        `The model ${quoteFound(id)} has no price, and assay.yml sets a budget of ${maxCostUsd} USD: a run will not start.`,
        'Give it a price in the catalogue, or name it under `allowUnpriced`.',
      ),
    ];
  });
}
