import { dirname, relative, resolve, sep } from 'node:path';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import { confine, problemCode } from '../files/confine.ts';
import { FileError, type Files } from '../ports.ts';
import type { DatasetReference } from '../prompts/prompt.ts';
import { datasetEndings, datasetReaderOf } from './builtin.ts';
import { CaseIds } from './caseIds.ts';
import { CaseMaker } from './cases.ts';
import type { DatasetMemory } from './dataset.ts';

export interface ReadCasesOptions {
  /** Give the same to every dataset of a prompt: ids are unique within a prompt. */
  readonly ids?: CaseIds;
  /** Ends the reading, without a problem. */
  readonly signal?: AbortSignal;
  /** Keep one where the same files are read again after each edit. */
  readonly memory?: DatasetMemory;
}

/**
 * The cases of a dataset that a prompt names, in file order, in batches, in constant memory. `root` is absolute; `promptFile`
 * is absolute or counts from `root`. Cases and problems name the dataset by its path from `root`, with forward slashes.
 * Never throws for what is wrong with the file: that goes to `tell`.
 */
export async function* readCases(
  files: Files,
  root: string,
  promptFile: string,
  reference: DatasetReference,
  tell: (problem: Problem) => void,
  options: ReadCasesOptions = {},
): AsyncGenerator<readonly EvalCase[], void, undefined> {
  const { ids = new CaseIds(), signal, memory } = options;
  const refuse = (code: string, message: string, next: string, allowed?: string): void => {
    tell(errorAt(promptFile, reference.range, code, message, next, allowed));
  };
  const folder = dirname(resolve(root, promptFile));
  const confined = await confine(files, root, reference.file, folder);
  if ('refusal' in confined) {
    const { code, message, next, allowed } = confined.refusal;
    refuse(code, message, next, allowed);
    return;
  }
  const reader = datasetReaderOf(confined.path);
  if (reader === undefined) {
    const message = `No reader knows the file ${quoteFound(reference.file)} by its ending.`;
    refuse(
      'dataset-ending',
      message,
      'Save the cases as .jsonl or .csv.',
      datasetEndings.join(', '),
    );
    return;
  }
  const file = relative(root, resolve(folder, reference.file)).replaceAll(sep, '/');
  const maker = new CaseMaker({ file, promptFile, reference, ids, tell });
  try {
    const bytes = files.stream(confined.path, signal);
    for await (const rows of reader.rows(bytes, file, tell, memory)) {
      if (signal?.aborted === true) return;
      const cases = maker.cases(rows);
      if (cases.length > 0) yield cases;
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (signal?.aborted === true) return;
    refuse(problemCode(error.code), error.message, 'Check the file that this line names.');
  }
  maker.finish();
}
