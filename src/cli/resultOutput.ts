import { dirname, resolve } from 'node:path';
import { plainText } from '#base/plainText.ts';
import type { AppendFile, Files } from '#core/ports.ts';
import type { ReportSink } from '#core/report/reportSink.ts';
import type { Echo, Piece } from './terminal/echo.ts';

/** Where results go: stdout, or the file of `--output`. */
export interface ResultOutput extends AsyncDisposable {
  readonly echo: Echo;
  /** The same as it is, for what has been made harmless. */
  readonly sink: ReportSink;
  /** Absolute; absent: stdout. */
  readonly file?: string;
  /** The result is whole. Without it a file stays as it was. */
  commit(): Promise<void>;
}

/**
 * A file is replaced by the whole result. `isLive`: it is emptied at once and grows while the command works, for who
 * reads along.
 */
export async function openOutput(
  files: Files,
  stdout: Echo,
  cwd: string,
  named: string | undefined,
  isLive = false,
): Promise<ResultOutput> {
  if (named === undefined) {
    const sink = { write: (text: string) => stdout.raw(text) };
    return { echo: stdout, sink, commit: noWork, [Symbol.asyncDispose]: noWork };
  }
  const file = resolve(cwd, named);
  if (isLive) {
    const target = await files.openAppend(file, 0);
    return {
      ...writers(target),
      file,
      commit: () => target.flush(),
      [Symbol.asyncDispose]: () => target.close(),
    };
  }
  const target = await files.openReplacement(file);
  return {
    ...writers(target),
    file,
    commit: () => target.commit(),
    [Symbol.asyncDispose]: () => target.discard(),
  };
}

/** Why a file cannot be written where it is named. A folder is not made: a misspelt path is to be noticed. */
export async function outputFault(
  files: Pick<Files, 'stat'>,
  cwd: string,
  named: string | undefined,
  option = '--output',
): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const folder = dirname(resolve(cwd, named));
  if ((await files.stat(folder))?.kind === 'folder') return undefined;
  return `option '${option}' names ${named}, but there is no folder ${folder}. Make it first.`;
}

function noWork(): Promise<void> {
  return Promise.resolve();
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece[1];
}

function writers(target: Pick<AppendFile, 'append'>): Pick<ResultOutput, 'echo' | 'sink'> {
  const write = (text: string): void => target.append(text);
  return {
    sink: { write },
    echo: {
      isTerminal: false,
      bar: undefined,
      line(...pieces) {
        const line = pieces.map((piece) => textOf(piece)).join('');
        write(`${plainText(line.replace(/[\r\n]+/g, ' '))}\n`);
      },
      text(text) {
        write(`${plainText(text).replace(/\n$/, '')}\n`);
      },
      json(line) {
        write(`${line}\n`);
      },
      raw: write,
      fault: () => undefined,
    },
  };
}
