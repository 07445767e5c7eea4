import { createWriteStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { ArtefactError, tooLarge } from '../artefacts/artefact.ts';
import type { Download } from '../artefacts/githubActions.ts';
import { FileError } from '../ports.ts';

/** Silence for so long ends a download. */
const idleMs = 60_000;

/** Over `node:http`: no cookie, no proxy of ours, and a redirect is told, not followed. */
export const nodeDownload: Download = async ({ url, headers, path, maxBytes, hear }, signal) => {
  try {
    const answer = await answerOf(url, headers, signal);
    const { statusCode: status = 0, headers: said } = answer;
    if (status !== 200) {
      answer.destroy();
      const { location } = said;
      return { status, ...(location === undefined ? {} : { location }) };
    }
    const target = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    await pipeline(answer, counted(maxBytes, hear), target, { signal });
    return { status };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ArtefactError || error instanceof FileError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ArtefactError(
      'refused',
      `The file could not be fetched from ${new URL(url).host}: ${why}`,
      'Try again, or download it in a browser and open the file.',
    );
  }
};

function answerOf(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((hear, refuse) => {
    const target = new URL(url);
    const isSecure = target.protocol === 'https:';
    const options = { headers, signal, agent: false as const, timeout: idleMs };
    // Said outright: an environment variable could otherwise turn the check of certificates off.
    const request = isSecure
      ? httpsRequest(target, { ...options, rejectUnauthorized: true })
      : httpRequest(target, options);
    request.on('timeout', () => request.destroy(new Error('nothing came for a minute')));
    request.on('response', hear);
    request.on('error', refuse);
    request.end();
  });
}

/** What a server says of the length is no bound; what comes is. */
function counted(
  maxBytes: number,
  hear: (bytes: number) => void,
): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* count(source) {
    let bytes = 0;
    for await (const piece of source) {
      bytes += piece.byteLength;
      if (bytes > maxBytes) throw tooLarge('It has more bytes than GitHub said');
      hear(bytes);
      yield piece;
    }
  };
}
