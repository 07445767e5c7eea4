import { caseFingerprint } from '#core/authoring/fingerprint.ts';
import type { Files } from '#core/ports.ts';
import { readSnapshot } from '#core/store/snapshot.ts';
import type { Preparing } from './prepareRun.ts';

/** Looks into a run's own copy of its cases: what it will ask, whatever the files say by then. */
export function firstCaseOf(files: Files): Preparing['firstCase'] {
  return async ({ folder }) => {
    for await (const [first] of readSnapshot(files, folder.cases)) {
      if (first === undefined) continue;
      const { testCase } = first;
      return { id: testCase.id, fingerprint: caseFingerprint(testCase) };
    }
    return undefined;
  };
}
