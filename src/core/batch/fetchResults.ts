import { ModelError } from '../models/modelError.ts';
import type { RemoteBatch } from '../models/batch.ts';
import { keyForms, without } from '../models/sanitise.ts';
import type { Files, Secret } from '../ports.ts';
import type { OpenDoor } from './doors.ts';

/** Characters. Shorter ones are words that stand in for a key where a server takes any. */
const shortestKey = 16;

/**
 * Brings the results of a batch into a file, all or nothing: a transfer that breaks off leaves what was there. The key is
 * taken out of them on the way.
 */
export async function fetchResults(
  files: Files,
  path: string,
  { door, secret }: OpenDoor,
  remote: RemoteBatch,
  signal: AbortSignal,
): Promise<void> {
  const file = await files.openReplacement(path);
  const broken = new AbortController();
  let fault: unknown;
  const lines = new WholeLines(secret, (text) => {
    file.append(text);
  });
  const hear = (piece: Uint8Array): void => {
    if (broken.signal.aborted) return;
    try {
      lines.hear(piece);
    } catch (error) {
      fault = error;
      broken.abort();
    }
  };
  try {
    await door.results(remote, hear, AbortSignal.any([signal, broken.signal]));
    lines.end();
    await file.commit();
  } catch (error) {
    await file.discard();
    throw fault ?? error;
  }
}

/** Passes on whole lines, without the key. */
class WholeLines {
  private readonly decoder = new TextDecoder();
  private readonly forms: readonly string[];
  private readonly put: (text: string) => void;
  private rest = '';

  constructor(secret: Secret | undefined, put: (text: string) => void) {
    const key = secret?.reveal() ?? '';
    this.forms = key.length < shortestKey ? [] : keyForms(key);
    this.put = put;
  }

  hear(piece: Uint8Array): void {
    this.rest += this.decoder.decode(piece, { stream: true });
    const end = this.rest.lastIndexOf('\n') + 1;
    if (end === 0) return;
    this.put(without(this.rest.slice(0, end), this.forms));
    this.rest = this.rest.slice(end);
  }

  end(): void {
    const last = this.rest + this.decoder.decode();
    if (last !== '') this.put(`${without(last, this.forms)}\n`);
  }
}

/** The service does not know it any more, or keeps its results no longer. */
export function isGone(error: unknown): boolean {
  return error instanceof ModelError && error.detail.status === 404;
}
