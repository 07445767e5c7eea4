import type { Problem } from '#protocol/problem.ts';
import { loadQuarantine, unusedEntries } from '../project/quarantine.ts';
import type { SnapshotCase } from '../store/snapshot.ts';
import type { ChosenPrompt } from './choose.ts';
import type { EngineSetup } from './setup.ts';

export interface QuarantineCheck {
  readonly hear: (one: SnapshotCase) => void;
  /** What is wrong with the file, and which entries match nothing of what was heard. */
  readonly problems: () => readonly Problem[];
}

/** Holds the quarantine file against the cases that there are. `isWhole`: only then can an entry be without a match. */
export async function checkQuarantine(
  { ports, root }: EngineSetup,
  chosen: readonly ChosenPrompt[],
  isWhole: boolean,
): Promise<QuarantineCheck> {
  const today = new Date(ports.clock.now()).toISOString().slice(0, 10);
  const { value: entries = [], problems } = await loadQuarantine(ports.files, root, today);
  const wanted = new Set(entries.flatMap(({ entry }) => entry.case ?? []));
  const known = new Set<string>();
  return {
    hear({ prompt, testCase }) {
      if (wanted.has(testCase.id)) known.add(`${prompt} ${testCase.id}`);
    },
    problems() {
      if (!isWhole) return problems;
      const unused = unusedEntries(entries, ({ prompt, case: caseId, evaluator }) =>
        chosen.some(
          ({ loaded, prompt: { evaluators } }, place) =>
            (prompt === undefined || prompt === loaded.file) &&
            (caseId === undefined || known.has(`${place} ${caseId}`)) &&
            (evaluator === undefined || evaluators.some(({ name }) => name === evaluator)),
        ),
      );
      return [...problems, ...unused];
    },
  };
}
