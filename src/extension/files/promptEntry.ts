import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { inlineCases, mostOutlined, type PromptOutline } from '#core/authoring/promptCases.ts';
import type { DatasetMemory } from '#core/datasets/dataset.ts';
import { formatOf } from '#core/formats/builtin.ts';
import type { ReadPrompt } from '#core/formats/format.ts';
import { FileError, type Files } from '#core/ports.ts';
import { isLoaded, loadFormat, loadLanguages, readPrompt } from '#core/project/readPrompt.ts';
import { FoundFiles, mostRounds } from '#core/project/readWithOthers.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { projectPath } from '#core/project/projectPath.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { PromptFile } from './workspace.ts';

const largestFile = 1024 * 1024;

/** One prompt file of the index: read when it is asked for and has changed since. */
export class PromptEntry {
  readonly uri: vscode.Uri;
  readonly root: string;
  readonly path: string;
  private readonly file: string;
  private readonly seenRoot: string;
  private read: ReadPrompt | undefined;
  private current: PromptFile;
  private bytes: Uint8Array = new Uint8Array();
  /** What was read, also where its texts cannot be filled yet, so that nobody may see it. */
  private held: PromptFile['prompt'];
  private isReady = true;
  /** Files beside the prompt that hold cases of it, while they are read again too: as they were named last. */
  caseFiles: ReadonlySet<string> = new Set();
  /** What the prompt refers to, as far as it was asked for. */
  private others = new FoundFiles();
  /** Of the document that `current` was read from; absent: from the disk. */
  private version: number | undefined;
  private outline:
    | { readonly of: PromptFile; readonly epoch: number; found?: PromptOutline }
    | undefined;
  private pending: Promise<PromptOutline> | undefined;
  private rest: { readonly key: string; readonly found: PromptOutline; inline: number } | undefined;
  private round = 0;
  /** Of the datasets, which are read again after each edit. */
  private readonly memory: DatasetMemory = new Map();

  constructor(seen: string, seenRoot: string, root: string) {
    this.uri = vscode.Uri.file(seen);
    this.root = root;
    this.seenRoot = seenRoot;
    this.file = projectPath(seenRoot, seen);
    this.path = join(root, this.file);
    this.current = this.fileOf('', undefined, []);
  }

  /** From the disk. A document that is open comes first. */
  async load(files: Files): Promise<void> {
    this.round += 1;
    const mine = this.round;
    const isCurrent = (): boolean => mine === this.round && this.version === undefined;
    try {
      const bytes = await files.read(this.path, largestFile);
      if (!isCurrent()) return;
      this.take(bytes, new TextDecoder().decode(bytes));
      await this.complete(files);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (isCurrent()) this.current = this.fileOf('', undefined, [unreadable(this.file, error)]);
    }
  }

  /** As it stands in the editor; `undefined`: it is not open, and what was read last counts. */
  now(document: vscode.TextDocument | undefined): PromptFile {
    if (document !== undefined && document.version !== this.version) {
      const text = document.getText();
      this.version = document.version;
      this.take(Buffer.from(text), text);
    }
    return this.current;
  }

  /** Whether something is not loaded yet: the format's reader, what the texts are written in, files that the prompt refers to. */
  get isIncomplete(): boolean {
    return !this.isReady || !this.others.isComplete;
  }

  /** Loads what the prompt refers to, and reads it again with that. */
  async complete(files: Files): Promise<void> {
    for (let round = 0; this.isIncomplete && round < mostRounds; round += 1) {
      await loadFormat(this.file);
      await loadLanguages(this.held);
      await this.others.load(files, this.root);
      this.take(this.bytes, this.current.text);
    }
  }

  /** A file or folder has changed. `true`: the prompt refers to it, and has to be completed again. */
  othersChanged(paths: ReadonlySet<string>): boolean {
    const isTouched =
      this.others.files.some((file) => paths.has(join(this.seenRoot, file))) ||
      this.others.listed.some((folder) => {
        const path = join(this.seenRoot, folder);
        return [...paths].some((one) => dirname(one) === path);
      });
    if (!isTouched) return false;
    this.others = new FoundFiles();
    this.take(this.bytes, this.current.text);
    return true;
  }

  closed(): void {
    this.version = undefined;
  }

  /** `epoch` changes when one of the datasets does. */
  cases(prompt: PromptFile, epoch: number, files: Files): Promise<PromptOutline> {
    const known = this.known(prompt, epoch);
    if (known !== undefined) return Promise.resolve(known);
    if (this.outline?.of === prompt && this.outline.epoch === epoch && this.pending !== undefined) {
      return this.pending;
    }
    const mine: typeof this.outline = { of: prompt, epoch };
    this.outline = mine;
    this.pending = this.find(prompt, epoch, files).then((found) => {
      mine.found = found;
      return found;
    });
    return this.pending;
  }

  known(prompt: PromptFile, epoch: number): PromptOutline | undefined {
    const { outline } = this;
    return outline?.of === prompt && outline.epoch === epoch ? outline.found : undefined;
  }

  private async find(
    { prompt, text, root }: PromptFile,
    epoch: number,
    files: Files,
  ): Promise<PromptOutline> {
    if (prompt === undefined) return { cases: [], problems: [], isCut: false };
    const inline = inlineCases(prompt, text);
    if (prompt.datasets.length === 0 && inline.length <= mostOutlined) {
      return { cases: inline, problems: [], isCut: false };
    }
    // Ids of datasets depend on those before them, so only the very same may be kept.
    const key = JSON.stringify([epoch, prompt.datasets, inline.map(({ testCase }) => testCase.id)]);
    if (this.rest?.key === key) {
      const { found } = this.rest;
      return { ...found, cases: [...inline, ...found.cases.slice(this.rest.inline)] };
    }
    const { signal } = new AbortController();
    const { outlineCases } = await import('#core/authoring/outlineCases.ts');
    const found = await outlineCases(files, root, prompt, text, signal, this.memory);
    this.rest = { key, found, inline: inline.length };
    return found;
  }

  private take(bytes: Uint8Array, text: string): void {
    this.bytes = bytes;
    this.held = undefined;
    this.isReady = isLoaded(this.file, undefined);
    if (!this.isReady) {
      this.current = this.fileOf(text, undefined, []);
      return;
    }
    this.read ??= formatOf(this.file)?.openReader?.() ?? readPrompt;
    const { value, problems } = this.read(bytes, this.file, this.others);
    this.held = value;
    this.isReady = isLoaded(this.file, value);
    this.current = this.fileOf(text, this.isReady ? value : undefined, problems);
    if (value !== undefined && !this.isIncomplete) this.caseFiles = filesOfCases(value);
  }

  private fileOf(
    text: string,
    prompt: PromptFile['prompt'],
    problems: readonly Problem[],
  ): PromptFile {
    const { root, uri, path, file } = this;
    return { root, uri, path, file, text, prompt, problems };
  }
}

function filesOfCases({ cases, file, settingsFile }: Prompt): ReadonlySet<string> {
  const named = cases.map(({ source }) => source.file);
  return new Set(named.filter((one) => one !== file && one !== settingsFile));
}

function unreadable(file: string, error: FileError): Problem {
  return {
    code: `file-${error.code}`,
    severity: 'error',
    file,
    range: fileStart,
    message: error.message,
    next: 'Put the file right, or remove it.',
  };
}
