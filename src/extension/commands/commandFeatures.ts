import type { FeatureNeeds } from '../features.ts';
import type { PanelDoor } from '../panel/panelDoor.ts';
import type { Feature } from '../services.ts';
import { acceptBaseline } from './acceptBaseline.ts';
import { comparePrompt } from './comparePrompt.ts';
import { compareRuns } from './compareRuns.ts';
import { compareWithBaseline } from './compareWithBaseline.ts';
import { createSample } from './createSample.ts';
import { deleteRun } from './deleteRun.ts';
import { exportPrompt } from './exportPrompt.ts';
import { exportRun } from './exportRun.ts';
import { forgetKey } from './forgetKey.ts';
import { importPrompt } from './importPrompt.ts';
import { openCatalogue } from './openCatalogue.ts';
import { openPrompt } from './openPrompt.ts';
import { openRun } from './openRun.ts';
import { openRunFromCi } from '../ci/openRunFromCi.ts';
import { openWalkthrough } from './openWalkthrough.ts';
import { panelCommands } from './panelCommands.ts';
import { pickDefaultModel } from './pickDefaultModel.ts';
import { pickModel } from './pickModel.ts';
import { preview } from './preview.ts';
import { pushToMlflow } from '../mlflow/pushToMlflow.ts';
import { previewSteps } from './previewSteps.ts';
import { refresh } from './refresh.ts';
import { reviewPrompt } from './reviewPrompt.ts';
import { revealRun } from './revealRun.ts';
import { runCommands } from './runCommands.ts';
import { runTier } from './runTier.ts';
import { setKey } from './setKey.ts';
import { setMlflow } from '../mlflow/setMlflow.ts';
import { showDiff } from './showDiff.ts';
import { showLog } from './showLog.ts';
import { showResult } from './showResult.ts';
import { testKey } from './testKey.ts';
import { toggleInlineResults, toggleRunOnSave } from './toggles.ts';

/** Every command. One line each. Loaded with the first that is called. */
export function commandFeatures(
  needs: FeatureNeeds & { readonly panel: PanelDoor },
): readonly Feature[] {
  const { books, onSave, panel, providers, ports } = needs;
  return [
    runCommands(books),
    runTier,
    acceptBaseline,
    comparePrompt,
    compareRuns,
    compareWithBaseline,
    createSample,
    deleteRun,
    exportPrompt,
    exportRun,
    forgetKey(providers),
    importPrompt,
    openCatalogue,
    openPrompt,
    openRun,
    openRunFromCi({ ...needs, panel }),
    panelCommands(panel),
    openWalkthrough,
    pickDefaultModel,
    pickModel,
    preview,
    pushToMlflow(needs),
    previewSteps,
    refresh,
    revealRun,
    reviewPrompt(needs.reviews, needs.asking),
    setKey(providers),
    setMlflow(needs),
    showDiff,
    showLog,
    showResult,
    testKey(providers, ports),
    toggleInlineResults,
    toggleRunOnSave(onSave),
  ];
}
