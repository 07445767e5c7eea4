import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { nodeDownload } from '#core/adapters/nodeDownload.ts';
import { openGithub } from '#core/artefacts/githubActions.ts';
import { importFailure } from '#core/artefacts/importFailure.ts';
import { githubApi } from '#core/artefacts/repositoryOf.ts';
import { makeSecret } from '#core/models/secret.ts';
import type { Secret } from '#core/ports.ts';
import type { FeatureNeeds } from '../features.ts';
import { signalOf } from '../host/abortSignal.ts';
import { noticeText } from '../host/noticeText.ts';
import { artefactItems } from './artefactItems.ts';
import { checkedOutText, type GithubPlace } from './githubPlace.ts';

/** Asks for one of the artefacts of the branch and fetches it; `take` gets the zip, which is gone after that. */
export async function fetchFromGithub(
  { ports, known }: Pick<FeatureNeeds, 'ports' | 'known'>,
  place: GithubPlace,
  take: (path: string) => Promise<void>,
): Promise<void> {
  const token = await tokenFor(place);
  if (token === undefined) return;
  known.add(token.reveal());
  const { apiUrl, repository, checkedOut } = place;
  const github = openGithub({ apiUrl, token, repository, ports, download: nodeDownload });
  const name = noticeText(`${repository.owner}/${repository.name}`, 100);
  try {
    const runs = await cancellable(`Assay: looking through the workflows of ${name}`, (signal) =>
      github.runs(checkedOut, signal),
    );
    if (runs === undefined) return;
    const items = artefactItems(runs);
    if (items.length === 0) {
      const text = `No recent workflow of the ${noticeText(checkedOutText(checkedOut), 80)} kept a run of Assay. "assay init ci" writes workflows that do.`;
      void vscode.window.showInformationMessage(text);
      return;
    }
    const options = { placeHolder: 'Which run?', matchOnDescription: true, matchOnDetail: true };
    const { artefact } = (await vscode.window.showQuickPick(items, options)) ?? {};
    if (artefact === undefined) return;
    const folder = await mkdtemp(join(tmpdir(), 'assay-'));
    try {
      const path = join(folder, 'artefact.zip');
      const title = `Assay: fetching ${noticeText(artefact.name, 80)}`;
      const isHere = await cancellable(title, async (signal, progress) => {
        let shown = 0;
        const hear = (bytes: number): void => {
          const percent = Math.min(100, (bytes / Math.max(1, artefact.bytes)) * 100);
          progress.report({ increment: percent - shown });
          shown = percent;
        };
        await github.fetch(artefact, path, hear, signal);
        return true;
      });
      if (isHere === true) await take(path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const text = importFailure(error);
    if (text === undefined) throw error;
    void vscode.window.showErrorMessage(noticeText(text, 400));
  }
}

/** The person is asked by VS Code itself. A session of another server is none of ours. */
async function tokenFor({ apiUrl, repository }: GithubPlace): Promise<Secret | undefined> {
  const isCloud = apiUrl === githubApi;
  if (!isCloud && !isOwnEnterprise(repository.host)) {
    const text = `Set github-enterprise.uri to https://${noticeText(repository.host, 80)} in your user settings, so that VS Code signs you in there.`;
    void vscode.window.showWarningMessage(text);
    return undefined;
  }
  const provider = isCloud ? 'github' : 'github-enterprise';
  try {
    const session = await vscode.authentication.getSession(provider, ['repo'], {
      createIfNone: true,
    });
    return makeSecret(`session of ${provider}`, session.accessToken);
  } catch {
    // The person said no; VS Code has no code for it.
    return undefined;
  }
}

/** VS Code's own setting may be written by a workspace too: then its sessions are not used. */
function isOwnEnterprise(host: string): boolean {
  const name = 'github-enterprise.uri';
  const inspected = vscode.workspace.getConfiguration().inspect<unknown>(name);
  const own = inspected?.globalValue;
  if (typeof own !== 'string' || !URL.canParse(own)) return false;
  const isOverruled = inspected?.workspaceValue !== undefined;
  return (
    !isOverruled && inspected?.workspaceFolderValue === undefined && new URL(own).hostname === host
  );
}

/** `undefined`: the person cancelled. */
async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, progress: vscode.Progress<{ increment?: number }>) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const link = signalOf(token);
    try {
      return await work(link.signal, progress);
    } catch (error) {
      if (link.signal.aborted) return undefined;
      throw error;
    } finally {
      link.dispose();
    }
  });
}
