import type { Ports } from '#core/ports.ts';
import { sampleAfterReload } from './commands/sampleAfterReload.ts';
import { documentDoor } from './documents/documentDoor.ts';
import type { CaseBooks } from './files/caseBooks.ts';
import type { Providers } from './host/providers.ts';
import type { KnownKeys } from './host/redaction.ts';
import { commands } from './ids.ts';
import { codeLenses } from './language/caseLenses.ts';
import { inlineResults } from './language/inlineResults.ts';
import { onRequest } from './language/onRequest.ts';
import type { PromptReviews } from './language/promptReviews.ts';
import { lazyCommands, onceThereAreFiles } from './lazy.ts';
import { mlflowAfterRun } from './mlflow/mlflowAfterRun.ts';
import { panelDoor } from './panel/panelDoor.ts';
import type { Asking } from './running/prepareRun.ts';
import type { RunOnSave } from './running/runOnSave.ts';
import { runStatus } from './running/runStatus.ts';
import type { Feature } from './services.ts';
import { workspaceContext } from './views/contextKeys.ts';
import { modelsView } from './views/modelsView.ts';
import { promptsView } from './views/promptsView.ts';
import { runsView } from './views/runsView.ts';

export interface FeatureNeeds {
  readonly books: CaseBooks;
  readonly onSave: RunOnSave;
  readonly reviews: PromptReviews;
  readonly providers: Providers;
  readonly ports: Pick<Ports, 'clock' | 'fetch'>;
  readonly known: KnownKeys;
  readonly asking: () => Promise<Asking>;
}

/** Everything that a person can see or do. One line each; the commands are in a list of their own. */
export function features(needs: FeatureNeeds): readonly Feature[] {
  const { books, onSave, reviews } = needs;
  const panel = panelDoor();
  return [
    runStatus,
    codeLenses(books, onSave),
    inlineResults(books),
    onceThereAreFiles(async () => (await import('./language/diagnostics.ts')).diagnostics(reviews)),
    onRequest,
    onceThereAreFiles(async () => (await import('./language/authoring.ts')).authoring),
    workspaceContext,
    promptsView,
    modelsView,
    runsView,
    documentDoor,
    panel.feature,
    sampleAfterReload,
    mlflowAfterRun(needs),
    lazyCommands(Object.values(commands), async () => {
      const { commandFeatures } = await import('./commands/commandFeatures.ts');
      return commandFeatures({ ...needs, panel });
    }),
  ];
}
