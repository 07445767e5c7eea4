import { join } from 'node:path';
import type * as vscode from 'vscode';
import { readCatalogue } from '#core/catalogue/read.ts';
import type { Reading } from '#core/documents/reading.ts';
import { FileError, type Files } from '#core/ports.ts';
import { catalogueFile, suiteFile } from '#core/project/findRoot.ts';
import { readSuite, type Suite } from '#core/project/suite.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { Problem } from '#protocol/problem.ts';

const emptySuite: Suite = { file: suiteFile, models: [], allowUnpriced: [] };
const largestFile = 1024 * 1024;

/** The catalogue and the suite of one root, as they are now, unsaved edits included. */
export class RootEntry {
  readonly root: string;
  /** As the editor names it. */
  readonly seen: string;
  readonly folder: vscode.WorkspaceFolder;
  catalogue: Catalogue | undefined;
  suite: Suite = emptySuite;
  problems: readonly Problem[] = [];
  /** Their texts, for comments that silence lint. */
  texts: ReadonlyMap<string, string> = new Map();
  private round = 0;

  constructor(root: string, seen: string, folder: vscode.WorkspaceFolder) {
    this.root = root;
    this.seen = seen;
    this.folder = folder;
  }

  async load(files: Files): Promise<void> {
    this.round += 1;
    const mine = this.round;
    const texts = new Map<string, string>();
    const keep = (file: string, bytes: Uint8Array): Uint8Array => {
      texts.set(file, new TextDecoder().decode(bytes));
      return bytes;
    };
    const [catalogue, suite] = await Promise.all([
      readFile(files, join(this.root, catalogueFile), (bytes) =>
        readCatalogue(keep(catalogueFile, bytes), catalogueFile),
      ),
      readFile(files, join(this.root, suiteFile), (bytes) =>
        readSuite(keep(suiteFile, bytes), suiteFile),
      ),
    ]);
    if (mine !== this.round) return;
    this.catalogue = catalogue?.value;
    this.texts = texts;
    this.suite = suite?.value ?? emptySuite;
    this.problems = [...(catalogue?.problems ?? []), ...(suite?.problems ?? [])];
  }
}

async function readFile<T>(
  files: Files,
  path: string,
  read: (bytes: Uint8Array) => Reading<T>,
): Promise<Reading<T> | undefined> {
  try {
    return read(await files.read(path, largestFile));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
