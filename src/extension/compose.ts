import * as vscode from 'vscode';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { caseFingerprint } from '#core/authoring/fingerprint.ts';
import { cachePath, configPath } from '#core/project/userFolders.ts';
import { readSnapshot } from '#core/store/snapshot.ts';
import { features } from './features.ts';
import { CaseBooks } from './files/caseBooks.ts';
import { WorkspaceIndex } from './files/workspaceIndex.ts';
import { editorModels } from './host/editorModels.ts';
import { trustedFetch } from './host/engineSetup.ts';
import { openEngines } from './host/engines.ts';
import { openKeyStore } from './host/keyStore.ts';
import { logTo, redactingChannel } from './host/log.ts';
import { overlayFiles } from './host/overlayFiles.ts';
import { openProviders } from './host/providers.ts';
import { makeKnownKeys } from './host/redaction.ts';
import { unsavedTexts } from './host/unsavedTexts.ts';
import { vscodeModelKind } from './host/vscodeModel.ts';
import { settings } from './ids.ts';
import { askMoney } from './running/askMoney.ts';
import type { RunSettings } from './running/prepareRun.ts';
import { openResultBoard } from './running/resultBoard.ts';
import { openRunHistory } from './running/runHistory.ts';
import { openRunOnSave } from './running/runOnSave.ts';
import { openRunSessions } from './running/runSessions.ts';
import type { Services } from './services.ts';

/** What tests inside VS Code hold on to. */
export type AssayApi = Pick<Services, 'workspace' | 'sessions' | 'results' | 'history'> & {
  readonly books: CaseBooks;
};

/** The only place of the extension where things are made. */
export async function compose(context: vscode.ExtensionContext): Promise<AssayApi> {
  const owned = <T extends vscode.Disposable>(one: T): T => {
    context.subscriptions.push(one);
    return one;
  };
  const known = makeKnownKeys();
  const channel = owned(vscode.window.createOutputChannel('Assay', { log: true }));
  const log = redactingChannel(channel, known);
  const disk = nodeFiles(nodeClock);
  const { env, platform } = process;
  const providers = owned(await openProviders(disk, configPath(env, platform)));
  const keys = owned(
    openKeyStore({ secrets: context.secrets, providers, env, known, log: logTo(log), isTrusted }),
  );
  const fetch = trustedFetch(makeNodeFetch(), isTrusted);
  const unsaved = unsavedTexts(() => vscode.workspace.textDocuments);
  const engines = owned(
    openEngines(providers, {
      log: logTo(log),
      secrets: keys,
      fetch,
      isTrusted,
      unsaved,
      kinds: [vscodeModelKind(editorModels)],
      cacheFolder: cachePath(env, platform),
    }),
  );
  const files = overlayFiles(disk, unsaved, nodeClock);
  const workspace = owned(new WorkspaceIndex({ files, engines, log }));
  const sessions = owned(
    openRunSessions({
      workspace,
      keys,
      log,
      isTrusted,
      settings: readSettings,
      ask: askMoney(),
      configProblems: () => providers.current.problems,
      async firstCase({ folder }) {
        for await (const [first] of readSnapshot(disk, folder.cases)) {
          if (first === undefined) continue;
          const { testCase } = first;
          return { id: testCase.id, fingerprint: caseFingerprint(testCase) };
        }
        return undefined;
      },
    }),
  );
  const history = owned(openRunHistory({ workspace, sessions }));
  const results = owned(openResultBoard({ workspace, sessions, history, log }));
  const books = owned(new CaseBooks(workspace));
  const onSave = owned(openRunOnSave(context.workspaceState, workspace, sessions));
  const services: Services = { context, log, workspace, sessions, results, history, keys };
  const ports = { clock: nodeClock, fetch };
  for (const feature of features({ books, onSave, providers, ports })) owned(feature(services));
  return { workspace, sessions, results, history, books };
}

/** What is about money comes from the user alone, whatever a workspace says. */
function readSettings(): RunSettings {
  const configuration = vscode.workspace.getConfiguration('assay');
  const own = (name: string, otherwise: number): number => {
    const value: unknown = configuration.inspect(name)?.globalValue;
    return typeof value === 'number' && value >= 0 ? value : otherwise;
  };
  return {
    perRunUsd: own(settings.budgetPerRunUsd, 1),
    onSaveUsd: own(settings.runOnSaveBudgetUsd, 0.05),
    cache: configuration.get(settings.cache) === 'off' ? 'off' : 'on',
  };
}

function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}
