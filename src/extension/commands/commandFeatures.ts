import type { FeatureNeeds } from '../features.ts';
import type { PanelDoor } from '../panel/panelDoor.ts';
import type { Feature } from '../services.ts';
import { acceptBaseline } from './acceptBaseline.ts';
import { compareRuns } from './compareRuns.ts';
import { compareWithBaseline } from './compareWithBaseline.ts';
import { createSample } from './createSample.ts';
import { deleteRun } from './deleteRun.ts';
import { forgetKey } from './forgetKey.ts';
import { openCatalogue } from './openCatalogue.ts';
import { openPrompt } from './openPrompt.ts';
import { openRun } from './openRun.ts';
import { openWalkthrough } from './openWalkthrough.ts';
import { panelCommands } from './panelCommands.ts';
import { pickDefaultModel } from './pickDefaultModel.ts';
import { pickModel } from './pickModel.ts';
import { preview } from './preview.ts';
import { refresh } from './refresh.ts';
import { revealRun } from './revealRun.ts';
import { runCommands } from './runCommands.ts';
import { setKey } from './setKey.ts';
import { showDiff } from './showDiff.ts';
import { showLog } from './showLog.ts';
import { showResult } from './showResult.ts';
import { testKey } from './testKey.ts';
import { toggleInlineResults, toggleRunOnSave } from './toggles.ts';

/** Every command. One line each. Loaded with the first that is called. */
export function commandFeatures({
  books,
  onSave,
  panel,
  providers,
  ports,
}: FeatureNeeds & { readonly panel: PanelDoor }): readonly Feature[] {
  return [
    runCommands(books),
    acceptBaseline,
    compareRuns,
    compareWithBaseline,
    createSample,
    deleteRun,
    forgetKey(providers),
    openCatalogue,
    openPrompt,
    openRun,
    panelCommands(panel),
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
