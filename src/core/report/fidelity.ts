import { fidelityCounts } from '../formats/fidelity.ts';
import type { ExportedPrompt } from '../project/exportPrompt.ts';
import type { FidelityLine } from '../prompts/prompt.ts';

/** A line for each key: where it stands, what became of it, and why. */
export function fidelityLines(
  file: string,
  fidelity: readonly FidelityLine[],
): readonly (readonly [place: string, fate: string, key: string, note: string])[] {
  return fidelity.map(({ key, fate, range, note = '' }) => [
    `${file}:${range.start.line}`,
    fate,
    key,
    note,
  ]);
}

/** What an import did, for people: counts of keys, then what has to be looked at. */
export function fidelitySummary({ fidelity, losses }: ExportedPrompt): readonly string[] {
  return [`${fidelity.length} keys: ${fidelityCounts(fidelity)}.`, ...losses];
}
