/** Every id that `package.json` and the code share. `test/unit/manifest.test.ts` keeps the two equal. */

export const commands = {
  runPrompt: 'assay.runPrompt',
  runAllModels: 'assay.runAllModels',
  runCase: 'assay.runCase',
  runCaseAtCursor: 'assay.runCaseAtCursor',
  runAll: 'assay.runAll',
  runTier: 'assay.runTier',
  cancelRuns: 'assay.cancelRuns',
  showResult: 'assay.showResult',
  showInPanel: 'assay.showInPanel',
  showDiff: 'assay.showDiff',
  compareWithBaseline: 'assay.compareWithBaseline',
  acceptBaseline: 'assay.acceptBaseline',
  preview: 'assay.preview',
  previewNextCase: 'assay.previewNextCase',
  previewPreviousCase: 'assay.previewPreviousCase',
  previewChoose: 'assay.previewChoose',
  comparePrompt: 'assay.comparePrompt',
  importPrompt: 'assay.importPrompt',
  exportPrompt: 'assay.exportPrompt',
  reviewPrompt: 'assay.reviewPrompt',
  createSample: 'assay.createSample',
  setKey: 'assay.setKey',
  testKey: 'assay.testKey',
  forgetKey: 'assay.forgetKey',
  pickModel: 'assay.pickModel',
  pickDefaultModel: 'assay.pickDefaultModel',
  openCatalogue: 'assay.openCatalogue',
  openPrompt: 'assay.openPrompt',
  openRun: 'assay.openRun',
  openRunInPanel: 'assay.openRunInPanel',
  openPanel: 'assay.openPanel',
  openHistory: 'assay.openHistory',
  compareRuns: 'assay.compareRuns',
  exportRun: 'assay.exportRun',
  deleteRun: 'assay.deleteRun',
  revealRun: 'assay.revealRun',
  refresh: 'assay.refresh',
  showLog: 'assay.showLog',
  toggleInlineResults: 'assay.toggleInlineResults',
  toggleRunOnSave: 'assay.toggleRunOnSave',
  openWalkthrough: 'assay.openWalkthrough',
  pushToMlflow: 'assay.pushToMlflow',
  setMlflow: 'assay.setMlflow',
  openRunFromCi: 'assay.openRunFromCi',
} as const;

export const views = {
  prompts: 'assay.prompts',
  models: 'assay.models',
  runs: 'assay.runs',
} as const;

/** Below `assay.`; who may set each is decided by its `scope` in `package.json`. */
export const settings = {
  budgetPerRunUsd: 'budget.perRunUsd',
  providers: 'providers',
  mlflow: 'mlflow',
  githubApiUrl: 'github.apiUrl',
  cache: 'cache',
  codeLens: 'codeLens.enabled',
  inlineResults: 'inlineResults.enabled',
  inlayHints: 'inlayHints.enabled',
  format: 'format.enabled',
  runOnSaveBudgetUsd: 'runOnSave.budgetUsd',
} as const;

export const contextKeys = {
  hasPrompts: 'assay.hasPrompts',
  hasCatalogue: 'assay.hasCatalogue',
  hasRuns: 'assay.hasRuns',
  isRunning: 'assay.isRunning',
} as const;

/** Of our own, since themes of high contrast leave out what they have for tests, and light ones are faint. */
export const colors = {
  passed: 'assay.passedForeground',
  failed: 'assay.failedForeground',
  error: 'assay.errorForeground',
  'not-scored': 'assay.notScoredForeground',
  running: 'assay.runningForeground',
} as const;

/** Texts that are made up: results, diffs, previews. */
export const documentScheme = 'assay';
/** Texts that are only held while a diff editor shows them. */
export const heldTextScheme = 'assay-text';

/** The webview of the panel. */
export const panelType = 'assay.panel';
