import { dirname, resolve } from 'node:path';
import { plainText } from '#base/plainText.ts';
import type { AppendFile, Files } from '#core/ports.ts';
import type { Echo, Piece } from './terminal/echo.ts';

/** Where results go: stdout, or the file of `--output`. */
export interface ResultOutput extends AsyncDisposable {
  readonly echo: Echo;
  /** Absolute; absent: stdout. */
  readonly file?: string;
}

/** A file is emptied first: what it holds afterwards is one result. */
export async function openOutput(
  files: Files,
  stdout: Echo,
  cwd: string,
  named: string | undefined,
): Promise<ResultOutput> {
  if (named === undefined) return { echo: stdout, [Symbol.asyncDispose]: () => Promise.resolve() };
  const file = resolve(cwd, named);
  const target = await files.openAppend(file, 0);
  return {
    echo: fileEcho(target),
    file,
    async [Symbol.asyncDispose]() {
      await target.flush();
      await target.close();
    },
  };
}

/** Why a file cannot be written where it is named. A folder is not made: a misspelt path is to be noticed. */
export async function outputFault(
  files: Files,
  cwd: string,
  named: string | undefined,
): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const folder = dirname(resolve(cwd, named));
  if ((await files.stat(folder))?.kind === 'folder') return undefined;
  return `option '--output' names ${named}, but there is no folder ${folder}. Make it first.`;
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece[1];
}

function fileEcho(target: AppendFile): Echo {
  return {
    isTerminal: false,
    bar: undefined,
    line(...pieces) {
      const line = pieces.map((piece) => textOf(piece)).join('');
      target.append(`${plainText(line.replace(/[\r\n]+/g, ' '))}\n`);
    },
    text(text) {
      target.append(`${plainText(text).replace(/\n$/, '')}\n`);
    },
    json(line) {
      target.append(`${line}\n`);
    },
    fault: () => undefined,
  };
}
