import { plainField } from '#base/plainText.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import { priceText, retirementText, suitsText } from './modelRows.ts';
import { dotted } from './row.ts';

/** One line of a list to choose a model from. */
export interface ModelChoice {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
}

/** The models that can be called, approved ones first, each with what speaks for and against it. */
export function modelChoices(
  catalogue: Catalogue,
  inUse: readonly string[],
  today: string,
): readonly ModelChoice[] {
  const callable = catalogue.models.filter(({ id }) => verdictOn(catalogue, id, today).allowed);
  const rank = { approved: 0, trial: 1, deprecated: 2, blocked: 3 };
  return callable
    .toSorted((a, b) => rank[a.status] - rank[b.status])
    .map((entry) => {
      const suits = suitsText(entry);
      return {
        id: entry.id,
        label: iconless(plainField(entry.id, 100)),
        description: dotted([
          inUse.includes(entry.id) ? 'in use' : undefined,
          entry.status === 'approved' ? undefined : entry.status,
          priceText(entry.price),
          retirementText(entry, today),
        ]),
        ...(suits !== '' && { detail: iconless(plainField(suits, 200)) }),
      };
    });
}

/** Lists of choices show `$(name)` as an icon. */
function iconless(text: string): string {
  return text.replaceAll('$(', '$ (');
}
