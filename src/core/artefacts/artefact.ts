/** One file of an artefact. */
export interface ArtefactFile {
  /** From the artefact's top, with `/`. */
  readonly name: string;
  /** Once it is unpacked. */
  readonly bytes: number;
  /** Rejects with `ArtefactError` or `FileError`. */
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** What a job of CI kept, as it was downloaded: a zip, or the folder that one was unpacked into. */
export interface Artefact extends AsyncDisposable {
  readonly files: readonly ArtefactFile[];
}

export type ArtefactFault =
  | 'missing'
  | 'no-zip'
  | 'unsafe-name'
  | 'link'
  | 'too-large'
  | 'encrypted'
  | 'damaged'
  | 'not-a-run'
  | 'no-runs'
  | 'refused';

/** Why nothing was taken from an artefact. */
export class ArtefactError extends Error {
  readonly code: ArtefactFault;
  /** The way out. */
  readonly next: string;

  constructor(code: ArtefactFault, message: string, next: string) {
    super(message);
    this.name = 'ArtefactError';
    this.code = code;
    this.next = next;
  }
}

/** What an artefact may hold at most: whatever is larger was made to fill a disk. */
export interface ArtefactBounds {
  readonly files: number;
  readonly runs: number;
  /** Of a zip as it is downloaded, and of all its files together. */
  readonly zipBytes: number;
  readonly bytes: number;
  /** How many times its size a file may have when it is unpacked, once that is more than `growthFrom` bytes. */
  readonly growth: number;
  readonly growthFrom: number;
}

const megabyte = 1024 * 1024;

export const artefactBounds: ArtefactBounds = {
  files: 20_000,
  runs: 1000,
  zipBytes: 1024 * megabyte,
  bytes: 2048 * megabyte,
  growth: 250,
  growthFrom: megabyte,
};

export function tooLarge(what: string): ArtefactError {
  return new ArtefactError(
    'too-large',
    `${what}, which is more than a run of Assay takes.`,
    'Look where the file came from. The folders of runs in it can be named one by one.',
  );
}
