import type { StoredRun } from '#core/engine.ts';
import type { StoredFault } from '#core/store/runFolder.ts';
import { isManifest, isSummary } from '#core/store/storedShape.ts';

/** A run with everything in it that is shown; whoever can write files can write half a run. */
export function soundRun(run: StoredRun): StoredRun {
  const { manifest, summary } = run;
  const manifestIsSound = !('value' in manifest) || isManifest(manifest.value);
  const summaryIsSound = !('value' in summary) || isSummary(summary.value);
  if (manifestIsSound && summaryIsSound) return run;
  return {
    ...run,
    manifest: manifestIsSound ? manifest : damaged('manifest.json'),
    summary: summaryIsSound ? summary : damaged('summary.json'),
  };
}

function damaged(file: string): { readonly fault: StoredFault; readonly message: string } {
  const message = `${file} of this run is damaged, or not a file that Assay wrote.`;
  return { fault: 'damaged', message };
}
