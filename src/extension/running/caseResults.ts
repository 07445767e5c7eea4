import type { PromptOutline } from '#core/authoring/promptCases.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { PromptFile } from '../files/workspace.ts';
import type { PromptResults } from './promptResults.ts';
import type { CaseResult } from './resultBoard.ts';
import { outcomeOf } from './resultRows.ts';
import { isGone, type Staleness } from './staleness.ts';

/** A prompt as it stands now, with what was accepted of it. */
export interface Laid {
  readonly file: Omit<PromptFile, 'uri'>;
  /** Absent while its cases are being read. */
  readonly outline: PromptOutline | undefined;
  readonly catalogue: Catalogue | undefined;
  /** By `cellKey`. */
  readonly baseline: ReadonlyMap<string, BaselineCell> | undefined;
}

/** Results laid against the prompt as it stands now, in the order of its candidates; those of cases that are gone are left out. */
export function caseResults(
  rows: PromptResults['all'],
  { file, outline, catalogue, baseline }: Laid,
  staleness: Staleness,
): readonly CaseResult[] {
  const { root, path, prompt } = file;
  const isStale = staleness.of({ prompt, outline, catalogue });
  const isOver = isGone(file, outline);
  return byCandidate(rows, prompt)
    .filter(({ caseId }) => !isOver(caseId))
    .map((row) => ({
      root,
      prompt: path,
      caseId: row.caseId,
      variant: row.variant,
      model: row.model,
      runId: row.runId,
      startedAt: row.startedAt,
      trials: row.trials,
      outcome: row.isRunning ? 'running' : outcomeOf(row.trials),
      isStale: isStale(row),
      baseline: baseline?.get(row.key),
    }));
}

/** Variants in the prompt's order, and below each its models; what the prompt does not name comes last. */
function byCandidate(rows: PromptResults['all'], prompt: Prompt | undefined): PromptResults['all'] {
  const variants = (prompt?.variants ?? []).map(({ name }) => name);
  const models = (prompt?.models ?? []).map(({ id }) => id);
  const groups = Map.groupBy(
    rows,
    ({ variant, model }) => place(variants, variant) * (models.length + 1) + place(models, model),
  );
  return [...groups].toSorted(([a], [b]) => a - b).flatMap(([, group]) => group);
}

function place(names: readonly string[], name: string): number {
  const at = names.indexOf(name);
  return at === -1 ? names.length : at;
}
