import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import { noticeText } from '../host/noticeText.ts';
import { awaitedKey, type AwaitedSample } from './sampleAfterReload.ts';
import {
  countedFiles,
  freeFolderName,
  namedFiles,
  planSample,
  samplePrompt,
  type SamplePlan,
} from './samplePlan.ts';

/** `Assay: Create Sample`: writes the sample into a folder and opens its prompt. */
export const createSample: Feature = (services) =>
  vscode.commands.registerCommand(commands.createSample, () => create(services));

async function create(services: Services): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    sayRestricted();
    return;
  }
  const picked = await pickFolder();
  if (picked === undefined) return;
  const sample = vscode.Uri.joinPath(services.context.extensionUri, 'sample');
  try {
    const target = await chooseTarget(await filesBelow(sample), picked);
    if (target !== undefined) await write(services, sample, target);
  } catch (error) {
    sayBroken(services, `The sample was not written to ${noticeText(picked.fsPath)}.`, error);
  }
}

/** `undefined`: the person went back. */
async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    const placeHolder = 'The folder that gets the sample';
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri;
  }
  const [only] = folders;
  if (only !== undefined) return only.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: 'Create Sample Here',
    title: 'An empty folder for the sample',
  });
  return chosen?.[0];
}

interface Target {
  readonly folder: vscode.Uri;
  readonly plan: SamplePlan;
}

/** Asks where files of the same name are there already. */
async function chooseTarget(
  files: readonly string[],
  folder: vscode.Uri,
): Promise<Target | undefined> {
  const there = new Set<string>();
  for (const file of files) {
    if (await exists(vscode.Uri.joinPath(folder, file))) there.add(file);
  }
  const plan = planSample(files, (file) => there.has(file));
  if (plan.kept.length === 0) return { folder, plan };
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const name = freeFolderName(names);
  const beside: Target = {
    folder: vscode.Uri.joinPath(folder, name),
    plan: planSample(files, () => false),
  };
  const apart = {
    label: `$(new-folder) Put it into ${name}`,
    detail: 'All of the sample in a folder of its own; nothing here changes.',
    target: beside,
  };
  const keep = {
    label: '$(files) Keep mine',
    detail:
      plan.writes.length === 0
        ? 'All of the sample is there: only opens its prompt.'
        : `Writes only what is missing: ${namedFiles(plan.writes)}.`,
    target: { folder, plan },
  };
  const chosen = await vscode.window.showQuickPick(
    plan.writes.length === 0 ? [keep, apart] : [apart, keep],
    {
      title: `Create Sample: ${countedFiles(plan.kept.length)} there already`,
      placeHolder: `Never replaced: ${namedFiles(plan.kept)}`,
      ignoreFocusOut: true,
    },
  );
  return chosen?.target;
}

async function write(services: Services, sample: vscode.Uri, target: Target): Promise<void> {
  const { folder, plan } = target;
  const written: string[] = [];
  try {
    for (const file of plan.writes) {
      const to = vscode.Uri.joinPath(folder, file);
      await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(to, '..'));
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(sample, file), to, { overwrite: false });
      written.push(file);
    }
  } catch (error) {
    const done = `${countedFiles(written.length)} of ${String(plan.writes.length)}`;
    sayBroken(
      services,
      `The sample was written only in part, ${done}, to ${noticeText(folder.fsPath)}.`,
      error,
    );
    return;
  }
  if (vscode.workspace.getWorkspaceFolder(folder) === undefined) {
    await openFolder(services, { folder: folder.toString(), written });
    return;
  }
  await services.workspace.refresh();
  await openPrompt(folder);
  sayWritten(folder, written);
}

async function openFolder({ context }: Services, awaited: AwaitedSample): Promise<void> {
  await context.globalState.update(awaitedKey, awaited);
  const folder = vscode.Uri.parse(awaited.folder, true);
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceReuseWindow: true });
}

export async function openAwaited({ context, log }: Services): Promise<void> {
  const awaited = context.globalState.get<AwaitedSample>(awaitedKey);
  const folder = vscode.workspace.workspaceFolders?.find(
    ({ uri }) => uri.toString() === awaited?.folder,
  );
  if (awaited === undefined || folder === undefined) return;
  try {
    await context.globalState.update(awaitedKey, undefined);
    await openPrompt(folder.uri);
    sayWritten(folder.uri, awaited.written);
  } catch (error) {
    log.warn(`The sample's prompt was not opened: ${messageOf(error)}`);
  }
}

async function openPrompt(folder: vscode.Uri): Promise<void> {
  // As a tab that stays, so that it does not take the place of the walkthrough.
  const prompt = vscode.Uri.joinPath(folder, samplePrompt);
  await vscode.window.showTextDocument(prompt, { preview: false });
}

/** Files below a folder, relative, with `/`. */
async function filesBelow(folder: vscode.Uri, prefix = ''): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const file = `${prefix}${name}`;
    if (type === vscode.FileType.File) files.push(file);
    if (type === vscode.FileType.Directory) {
      files.push(...(await filesBelow(vscode.Uri.joinPath(folder, name), `${file}/`)));
    }
  }
  return files;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

/** Files cannot be undone, so what was written is told. Never waited for: a notification may stay. */
function sayWritten(folder: vscode.Uri, written: readonly string[]): void {
  if (written.length === 0) return;
  const open = new Map([
    ['Open README', 'README.md'],
    ['Open Models', 'assay.models.yml'],
    ['Open Suite', 'assay.yml'],
  ]);
  const name = folder.path.split('/').findLast((part) => part !== '') ?? folder.fsPath;
  const message = `Assay wrote ${countedFiles(written.length)} to the folder ${noticeText(name)}: ${namedFiles(written)}.`;
  const buttons = [...open].filter(([, file]) => written.includes(file)).map(([label]) => label);
  void vscode.window.showInformationMessage(message, ...buttons).then((chosen) => {
    const file = chosen === undefined ? undefined : open.get(chosen);
    return file === undefined
      ? undefined
      : vscode.window.showTextDocument(vscode.Uri.joinPath(folder, file));
  });
}

function sayRestricted(): void {
  const manage = 'Manage Trust';
  void vscode.window
    .showWarningMessage(
      'This window is in Restricted Mode, so no sample was written. Trust the folder, then choose Create Sample again.',
      manage,
    )
    .then((chosen) =>
      chosen === manage ? vscode.commands.executeCommand('workbench.trust.manage') : undefined,
    );
}

function sayBroken({ log }: Services, what: string, error: unknown): void {
  log.error(`${what} ${messageOf(error)}`);
  void vscode.window.showErrorMessage(
    `${what} ${noticeText(messageOf(error), 400)} Check that the folder may be written to, then choose Create Sample again: what is there is kept.`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
