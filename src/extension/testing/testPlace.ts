/** What an item of the Test Explorer stands for. Without a case: all of the variant; without a variant: the whole prompt. */
export interface TestPlace {
  readonly root: string;
  /** Absolute. */
  readonly prompt: string;
  readonly variant?: string;
  readonly caseId?: string;
}

/** The same for the same place, however often the tree is built. */
export function itemId({ prompt, variant, caseId }: TestPlace): string {
  if (variant === undefined) return prompt;
  const ofVariant = `${prompt}?variant=${encoded(variant)}`;
  return caseId === undefined ? ofVariant : `${ofVariant}&case=${encoded(caseId)}`;
}

/** Whether everything of `inner` belongs to `outer`. */
export function holds(outer: TestPlace, inner: TestPlace): boolean {
  return (
    outer.prompt === inner.prompt &&
    (outer.variant === undefined || outer.variant === inner.variant) &&
    (outer.caseId === undefined || outer.caseId === inner.caseId)
  );
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
