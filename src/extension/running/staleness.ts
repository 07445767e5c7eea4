import { caseFingerprint } from '#core/authoring/fingerprint.ts';
import type { PromptOutline } from '#core/authoring/promptCases.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { PromptFile } from '../files/workspace.ts';
import { variantPrints, type RowPlace } from './resultRows.ts';

/** What results are laid against. What is absent is not known. */
export interface StateNow {
  readonly prompt: Prompt | undefined;
  readonly outline: PromptOutline | undefined;
  readonly catalogue: Catalogue | undefined;
}

/** Whether what results came from has changed since. What is not known has not changed. */
export class Staleness {
  private readonly variants = new WeakMap<Prompt, ReadonlyMap<string, string>>();
  private readonly cases = new WeakMap<PromptOutline, ReadonlyMap<string, string>>();

  of({ prompt, outline, catalogue }: StateNow): (row: RowPlace) => boolean {
    if (prompt === undefined) return () => true;
    const variants = kept(this.variants, prompt, () => variantPrints(prompt));
    const cases = outline && kept(this.cases, outline, () => casePrints(outline));
    const models = new Map(catalogue?.models.map((entry) => [entry.id, entry]));
    return ({ variant, model, caseId, place, prints }) => {
      if (variants.get(variant) !== prints.variant(place, variant)) return true;
      const entry = models.get(model);
      const asked = prints.model(model);
      if (entry && asked && (entry.provider !== asked.provider || entry.name !== asked.name)) {
        return true;
      }
      const then = prints.case(place, caseId);
      const now = cases?.get(caseId);
      return then !== undefined && now !== undefined && now !== then;
    };
  }
}

/** Whether a case is there no more. A file with faults, or too long to be looked through, cannot say so. */
export function isGone(
  { problems }: Pick<PromptFile, 'problems'>,
  outline: PromptOutline | undefined,
): (caseId: string) => boolean {
  if (outline === undefined || outline.isCut) return () => false;
  if (hasErrors(problems) || hasErrors(outline.problems)) return () => false;
  const ids = new Set(outline.cases.map(({ testCase }) => testCase.id));
  return (caseId) => !ids.has(caseId);
}

function casePrints({ cases }: PromptOutline): ReadonlyMap<string, string> {
  return new Map(cases.map(({ testCase }) => [testCase.id, caseFingerprint(testCase)]));
}

function kept<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
