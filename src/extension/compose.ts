import * as vscode from 'vscode';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Fetch } from '#core/ports.ts';
import { cachePath, configPath, consentPath } from '#core/project/userFolders.ts';
import { features } from './features.ts';
import { CaseBooks } from './files/caseBooks.ts';
import { WorkspaceIndex } from './files/workspaceIndex.ts';
import { openEngines } from './host/engines.ts';
import { openKeyStore } from './host/keyStore.ts';
import { logTo, redactingChannel } from './host/log.ts';
import { overlayFiles } from './host/overlayFiles.ts';
import { openProviders } from './host/providers.ts';
import { makeKnownKeys } from './host/redaction.ts';
import { unsavedTexts } from './host/unsavedTexts.ts';
import { onFirstUse } from './lazy.ts';
import { PromptReviews } from './language/promptReviews.ts';
import { readRunSettings } from './running/runSettings.ts';
import { watchOwnFolders } from './files/ownFolders.ts';
import { openResultBoard } from './running/resultBoard.ts';
import { openRunHistory } from './running/runHistory.ts';
import { openRunOnSave } from './running/runOnSave.ts';
import { openRunSessions } from './running/runSessions.ts';
import type { Services } from './services.ts';
import { openTestExplorer, type TestExplorer } from './testing/testExplorer.ts';

/** What tests inside VS Code hold on to. */
export type AssayApi = Pick<Services, 'workspace' | 'sessions' | 'results' | 'history'> & {
  readonly books: CaseBooks;
  readonly tests: Pick<TestExplorer, 'controller' | 'profiles'>;
};

/** The only place of the extension where things are made. */
export async function compose(context: vscode.ExtensionContext): Promise<AssayApi> {
  const things: vscode.Disposable[] = [];
  const owned = <T extends vscode.Disposable>(one: T): T => {
    things.push(one);
    return one;
  };
  context.subscriptions.push({
    dispose() {
      // What was made first is stood on by what came after.
      for (const one of things.toReversed()) one.dispose();
    },
  });
  const known = makeKnownKeys();
  const channel = owned(vscode.window.createOutputChannel('Assay', { log: true }));
  const log = redactingChannel(channel, known);
  const disk = nodeFiles(nodeClock);
  const { env, platform } = process;
  const providers = owned(openProviders(disk, configPath(env, platform)));
  const keys = owned(
    openKeyStore({ secrets: context.secrets, providers, env, known, log: logTo(log), isTrusted }),
  );
  const network = onFirstUse(async () => {
    const { openNetwork } = await import('./host/openEngine.ts');
    return openNetwork(isTrusted);
  });
  const fetch: Fetch = async (url, init) => (await network())(url, init);
  const unsaved = unsavedTexts(() => vscode.workspace.textDocuments);
  const files = overlayFiles(disk, unsaved, nodeClock);
  const engines = owned(
    openEngines(
      providers,
      { files, clock: nodeClock },
      {
        log: logTo(log),
        secrets: keys,
        fetch,
        isTrusted,
        unsaved,
        cacheFolder: cachePath(env, platform),
        consentFolder: consentPath(env, platform),
      },
    ),
  );
  const workspace = owned(new WorkspaceIndex({ files, engines, log }));
  const asking = onFirstUse(async () => (await import('./running/askMoney.ts')).askMoney());
  const sessions = owned(
    openRunSessions({
      workspace,
      keys,
      log,
      isTrusted,
      settings: readRunSettings,
      ask: {
        overBudget: async (...given) => (await asking()).overBudget(...given),
        unpriced: async (models) => (await asking()).unpriced(models),
      },
      async askConsent(commands) {
        const { askConsent } = await import('./running/askConsent.ts');
        return askConsent(commands);
      },
      configProblems: () => providers.current.problems,
      async firstCase(ready) {
        const { firstCaseOf } = await import('./running/firstCase.ts');
        return firstCaseOf(disk)(ready);
      },
    }),
  );
  const ownFolders = owned(watchOwnFolders(workspace));
  const history = owned(openRunHistory({ workspace, sessions, ownFolders }));
  const results = owned(openResultBoard({ workspace, sessions, history, ownFolders, log }));
  const books = owned(new CaseBooks(workspace, files));
  const reviews = owned(new PromptReviews());
  const onSave = owned(openRunOnSave(context.workspaceState, workspace, sessions));
  const services: Services = {
    context,
    log,
    workspace,
    sessions,
    results,
    history,
    ownFolders,
    keys,
  };
  const ports = { clock: nodeClock, fetch };
  for (const feature of features({ books, onSave, reviews, providers, ports, known, asking }))
    owned(feature(services));
  const tests = owned(openTestExplorer(services));
  await providers.ready;
  return { workspace, sessions, results, history, books, tests };
}

function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}
