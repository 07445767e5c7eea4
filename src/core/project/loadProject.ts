import { join, resolve } from 'node:path';
import { groups } from '#base/groups.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { InputHash } from '#protocol/run.ts';
import { readCatalogue } from '../catalogue/read.ts';
import type { Reading } from '../documents/reading.ts';
import { leadsOut, linkedOutside } from '../files/confine.ts';
import { sha256 } from '../files/hash.ts';
import { promptNames } from '../formats/builtin.ts';
import { FileError, type Files } from '../ports.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { catalogueFile, suiteFile } from './findRoot.ts';
import { projectPath } from './projectPath.ts';
import { findPromptFiles } from './promptFiles.ts';
import { readPrompt } from './readPrompt.ts';
import { type FoundFiles, readWithOthers } from './readWithOthers.ts';
import { readSuite, type Suite } from './suite.ts';

/** A prompt file as it is now. */
export interface LoadedPrompt {
  readonly path: string;
  /** Relative to the root, with `/`: how problems and manifests name it. */
  readonly file: string;
  readonly text: string;
  readonly sha256: string;
  /** What it refers to: partials, included files. */
  readonly others: FoundFiles;
  /** Absent where the file cannot be read as a prompt; the problems say why. */
  readonly prompt: Prompt | undefined;
}

/** The files that a run is made from, datasets not included. */
export interface Project {
  readonly root: string;
  /** Absent, or with an error among the problems: nothing may be asked. */
  readonly catalogue: Catalogue | undefined;
  readonly suite: Suite;
  readonly prompts: readonly LoadedPrompt[];
  readonly inputs: readonly InputHash[];
  readonly problems: readonly Problem[];
  /** The text of each of these files, by its name. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What holds where there is no `assay.yml`. */
const emptySuite: Suite = { file: suiteFile, models: [], allowUnpriced: [] };

/** A larger file is no prompt that a person wrote. */
const largestFile = 1024 * 1024;

/** Reads the catalogue, the suite and the prompts. `files`: absolute paths of prompts or folders; empty: all. */
export async function loadProject(
  files: Files,
  root: string,
  wanted: readonly string[],
): Promise<Project> {
  const problems: Problem[] = [];
  const inputs: InputHash[] = [];
  const texts = new Map<string, string>();
  const load = async <T>(
    path: string,
    read: (bytes: Uint8Array, file: string) => Reading<T>,
  ): Promise<T | undefined> => {
    const file = projectPath(root, path);
    const bytes = await readBytes(files, path, file, problems);
    if (bytes === undefined) return undefined;
    inputs.push({ file, sha256: sha256(bytes) });
    texts.set(file, new TextDecoder().decode(bytes));
    const reading = read(bytes, file);
    problems.push(...reading.problems);
    return reading.value;
  };
  const catalogue = await load(join(root, catalogueFile), readCatalogue);
  const hasSuite = (await files.stat(join(root, suiteFile))) !== undefined;
  const suite = hasSuite ? await load(join(root, suiteFile), readSuite) : undefined;
  const paths = await promptPaths(files, root, wanted, suite?.prompts ?? [], problems);
  const prompts: LoadedPrompt[] = [];
  for (const some of groups(paths, atOnce)) {
    for (const one of await Promise.all(some.map((path) => loadPrompt(files, root, path)))) {
      problems.push(...one.problems);
      const { loaded } = one;
      if (loaded === undefined) continue;
      texts.set(loaded.file, loaded.text);
      inputs.push({ file: loaded.file, sha256: loaded.sha256 });
      for (const [name, other] of loaded.others.contents) {
        if (inputs.some((input) => input.file === name)) continue;
        inputs.push({ file: name, sha256: sha256(other) });
      }
      prompts.push(loaded);
    }
  }
  return { root, catalogue, suite: suite ?? emptySuite, prompts, inputs, problems, texts };
}

/** Prompt files that are read together; most of the time goes by with waiting for the disk. */
const atOnce = 32;

async function loadPrompt(
  files: Files,
  root: string,
  path: string,
): Promise<{ readonly loaded?: LoadedPrompt; readonly problems: readonly Problem[] }> {
  const file = projectPath(root, path);
  if (await leadsOut(files, root, path)) {
    return { problems: [{ severity: 'error', file, range: fileStart, ...linkedOutside(file) }] };
  }
  const problems: Problem[] = [];
  const bytes = await readBytes(files, path, file, problems);
  if (bytes === undefined) return { problems };
  const { reading, found } = await readWithOthers(files, root, file, bytes, readPrompt);
  const loaded = {
    path,
    file,
    text: new TextDecoder().decode(bytes),
    sha256: sha256(bytes),
    others: found,
    prompt: reading.value,
  };
  return { loaded, problems: reading.problems };
}

async function readBytes(
  files: Files,
  path: string,
  file: string,
  problems: Problem[],
): Promise<Uint8Array | undefined> {
  try {
    return await files.read(path, largestFile);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    problems.push(unreadable(file, error));
    return undefined;
  }
}

function unreadable(file: string, error: FileError): Problem {
  const isCatalogue = file === catalogueFile && error.code === 'missing';
  return {
    code: isCatalogue ? 'model-no-catalogue' : `file-${error.code}`,
    severity: 'error',
    file,
    range: fileStart,
    message: isCatalogue
      ? 'This project has no list of approved models, so no model may be asked.'
      : error.message,
    next: isCatalogue
      ? `Write ${catalogueFile}, or let "assay init" write a first one.`
      : 'Put the file right, or name another one.',
  };
}

async function promptPaths(
  files: Files,
  root: string,
  wanted: readonly string[],
  patterns: readonly string[],
  problems: Problem[],
): Promise<readonly string[]> {
  if (wanted.length === 0) {
    const found = await findPromptFiles(files, root, patterns);
    if (found.length === 0) {
      problems.push({
        code: 'project-no-prompts',
        severity: 'error',
        file: '.',
        range: fileStart,
        message: `No prompt file was found in ${root}.`,
        next: 'Name a prompt file, or let "assay init" write a sample.',
      });
    }
    return found;
  }
  const paths = new Set<string>();
  for (const one of wanted) {
    const path = resolve(root, one);
    const isFolder = (await files.stat(path))?.kind === 'folder';
    const inside = isFolder ? await findPromptFiles(files, path) : [path];
    for (const found of inside) paths.add(found);
    if (inside.length > 0) continue;
    problems.push({
      code: 'project-no-prompts',
      severity: 'error',
      file: projectPath(root, path),
      range: fileStart,
      message: 'This folder holds no prompt file.',
      allowed: promptNames(),
      next: 'Name a prompt file.',
    });
  }
  return [...paths];
}
