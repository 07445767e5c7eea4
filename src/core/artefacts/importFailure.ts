import { FileError } from '../ports.ts';
import { ArtefactError } from './artefact.ts';

/** What is said to people where nothing was taken in; `undefined`: a fault of the program. */
export function importFailure(error: unknown): string | undefined {
  if (error instanceof ArtefactError) return `${error.message} ${error.next}`;
  return error instanceof FileError ? error.message : undefined;
}
