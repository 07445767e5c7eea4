import type * as vscode from 'vscode';
import type { PromptOutline } from '#core/authoring/promptCases.ts';
import type { Engine } from '#core/engine.ts';
import type { Suite } from '#core/project/suite.ts';
import type { DatasetReference, Prompt } from '#core/prompts/prompt.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';

/** One root with what its files say now, unsaved edits included. A new value with every change. */
export interface Project {
  /** Absolute, without links. */
  readonly root: string;
  readonly folder: vscode.WorkspaceFolder;
  readonly engine: Engine;
  /** Absent: nothing may be asked; `problems` say why. */
  readonly catalogue: Catalogue | undefined;
  readonly suite: Suite;
  readonly prompts: readonly PromptFile[];
  /** Of the catalogue and the suite. */
  readonly problems: readonly Problem[];
  /** Their texts, by the names of the files. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A prompt file as it stands in the editor, or on disk where it is not open. */
export interface PromptFile {
  readonly root: string;
  readonly uri: vscode.Uri;
  readonly path: string;
  /** Relative to the root, with `/`: how problems and manifests name it. */
  readonly file: string;
  readonly text: string;
  /** Absent where the file cannot be read as a prompt; `problems` say why. */
  readonly prompt: Prompt | undefined;
  /** What its reader says. */
  readonly problems: readonly Problem[];
}

/** A prompt that takes cases from a file. */
export interface DatasetUse {
  readonly prompt: PromptFile;
  /** Absent: the file stands beside the prompt and says how it is evaluated, or holds tests that the prompt names. */
  readonly reference?: DatasetReference;
}

export interface WorkspaceChange {
  /** Roots whose catalogue or suite changed, or whose list of prompts did. */
  readonly projects: readonly string[];
  /** Paths of prompts that changed themselves, or whose datasets did. */
  readonly prompts: readonly string[];
}

/** The live index of prompts, datasets, suites and catalogues over all folders of the window. */
export interface AssayWorkspace extends vscode.Disposable {
  /** Resolves when the folders have been looked through once. */
  readonly ready: Promise<void>;
  readonly projects: readonly Project[];
  readonly onDidChange: vscode.Event<WorkspaceChange>;
  project(root: string): Project | undefined;
  projectOf(uri: vscode.Uri): Project | undefined;
  promptOf(uri: vscode.Uri): PromptFile | undefined;
  /** By `PromptFile.path`. */
  promptAt(path: string): PromptFile | undefined;
  /** Who takes cases from a file: as a dataset, because it stands beside the prompt for that, or as tests that it names. */
  usesOf(uri: vscode.Uri): readonly DatasetUse[];
  /** The same prompt once everything that it refers to is read. */
  whole(prompt: PromptFile): Promise<PromptFile>;
  /** Every case of a prompt, the ones beside it first, in the order a run has. Kept until one of the files changes. */
  casesOf(prompt: PromptFile): Promise<PromptOutline>;
  /** The same where it is known already. */
  knownCases(prompt: PromptFile): PromptOutline | undefined;
  /** Looks through everything again. */
  refresh(): Promise<void>;
}
