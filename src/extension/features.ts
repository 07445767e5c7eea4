import type { Ports } from '#core/ports.ts';
import { acceptBaseline } from './commands/acceptBaseline.ts';
import { compareRuns } from './commands/compareRuns.ts';
import { compareWithBaseline } from './commands/compareWithBaseline.ts';
import { createSample } from './commands/createSample.ts';
import { deleteRun } from './commands/deleteRun.ts';
import { forgetKey } from './commands/forgetKey.ts';
import { openCatalogue } from './commands/openCatalogue.ts';
import { openPrompt } from './commands/openPrompt.ts';
import { openRun } from './commands/openRun.ts';
import { openWalkthrough } from './commands/openWalkthrough.ts';
import { pickDefaultModel } from './commands/pickDefaultModel.ts';
import { pickModel } from './commands/pickModel.ts';
import { preview } from './commands/preview.ts';
import { refresh } from './commands/refresh.ts';
import { revealRun } from './commands/revealRun.ts';
import { runCommands } from './commands/runCommands.ts';
import { setKey } from './commands/setKey.ts';
import { showDiff } from './commands/showDiff.ts';
import { showLog } from './commands/showLog.ts';
import { showResult } from './commands/showResult.ts';
import { testKey } from './commands/testKey.ts';
import { toggleInlineResults, toggleRunOnSave } from './commands/toggles.ts';
import { virtualDocuments } from './documents/virtualDocuments.ts';
import type { CaseBooks } from './files/caseBooks.ts';
import type { Providers } from './host/providers.ts';
import { codeLenses } from './language/caseLenses.ts';
import { completion } from './language/completion.ts';
import { definition } from './language/definition.ts';
import { diagnostics } from './language/diagnostics.ts';
import { hover } from './language/hover.ts';
import { inlineResults } from './language/inlineResults.ts';
import { quickFixes } from './language/quickFixes.ts';
import { symbols } from './language/symbols.ts';
import type { RunOnSave } from './running/runOnSave.ts';
import { runStatus } from './running/runStatus.ts';
import type { Feature } from './services.ts';
import { testExplorer } from './testing/testExplorer.ts';
import { workspaceContext } from './views/contextKeys.ts';
import { modelsView } from './views/modelsView.ts';
import { promptsView } from './views/promptsView.ts';
import { runsView } from './views/runsView.ts';

export interface FeatureNeeds {
  readonly books: CaseBooks;
  readonly onSave: RunOnSave;
  readonly providers: Providers;
  readonly ports: Pick<Ports, 'clock' | 'fetch'>;
}

/** Everything that a person can see or do. One line each. */
export function features({ books, onSave, providers, ports }: FeatureNeeds): readonly Feature[] {
  return [
    runStatus,
    runCommands(books),
    codeLenses(books, onSave),
    inlineResults(books),
    diagnostics,
    quickFixes,
    completion,
    hover,
    definition,
    symbols,
    testExplorer,
    workspaceContext,
    promptsView,
    modelsView,
    runsView,
    virtualDocuments,
    acceptBaseline,
    compareRuns,
    compareWithBaseline,
    createSample,
    deleteRun,
    forgetKey(providers),
    openCatalogue,
    openPrompt,
    openRun,
    openWalkthrough,
    pickDefaultModel,
    pickModel,
    preview,
    refresh,
    revealRun,
    setKey(providers),
    showDiff,
    showLog,
    showResult,
    testKey(providers, ports),
    toggleInlineResults,
    toggleRunOnSave(onSave),
  ];
}
