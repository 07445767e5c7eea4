import { fileStart } from '#protocol/problem.ts';
import { errorAt } from '../documents/problems.ts';
import { formatOf } from '../formats/builtin.ts';
import type { Files } from '../ports.ts';
import { type Exporting, exportPrompt, type ExportRequest } from './exportPrompt.ts';

export type ImportRequest = Omit<ExportRequest, 'to' | 'lossy'>;

/**
 * Writes a prompt of another tool as a `.prompt.yml`. What is lost on the way is told, and keeps nothing from being
 * written: the old file stays. Rejects only with `FileError`.
 */
export function importPrompt(
  files: Files,
  root: string,
  request: ImportRequest,
): Promise<Exporting> {
  const { file } = request;
  if (formatOf(file)?.kind === 'prompt-yml') {
    const message = 'The file is of the format that others are imported into.';
    const problem = errorAt(file, fileStart, 'import-own-format', message, 'Use it as it is.');
    return Promise.resolve({ problems: [problem] });
  }
  return exportPrompt(files, root, { ...request, to: 'prompt-yml', lossy: true });
}
