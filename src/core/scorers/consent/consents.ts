import { isAbsolute, join, relative } from 'node:path';
import * as z from 'zod/mini';
import { sha256 } from '../../files/hash.ts';
import { FileError, type Clock, type Files } from '../../ports.ts';
import type { ScorerCommand } from './scorerCommand.ts';

/** That a person has allowed a command, in one project and with its files as they were then. */
export interface Consent {
  /** What it is called by: the start of its file's name. */
  readonly id: string;
  readonly root: string;
  readonly folder: string;
  readonly command: readonly string[];
  readonly files: readonly string[];
  /** Of the `ScorerCommand`. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly allowedAt: string;
}

export interface ConsentPlace {
  /** The disk itself, never unsaved texts over it. */
  readonly disk: Files;
  readonly clock: Pick<Clock, 'now'>;
  /** The user's own folder; absent: there is none, and nothing can be kept. */
  readonly folder: string | undefined;
  /** Hashes of commands that are allowed beside those: what the environment of a CI run says. */
  readonly pinned: readonly string[];
}

/** Consents of this user, a file each: two programs that write at the same time do not lose one. */
export class Consents {
  private readonly place: ConsentPlace;

  constructor(place: ConsentPlace) {
    this.place = place;
  }

  /** A consent that cannot be read is none. Never rejects. */
  async allows(root: string, command: ScorerCommand): Promise<boolean> {
    if (this.place.pinned.includes(command.sha256)) return true;
    const folder = this.folderFor(root);
    if (folder === undefined) return false;
    const consent = await this.read(folder, fileOf(root, command.sha256));
    return consent?.root === root && consent.sha256 === command.sha256;
  }

  /** Rejects with `FileError` where it cannot be kept. */
  async allow(
    root: string,
    { command, folder, files, sha256: hash }: ScorerCommand,
  ): Promise<void> {
    const own = this.folderFor(root);
    if (own === undefined) {
      const message = 'There is no folder of your own outside of the project to keep a consent in.';
      throw new FileError('no-access', root, message);
    }
    const consent: Stored = {
      version: 1,
      root,
      folder,
      command,
      files: files.map(({ file }) => file),
      sha256: hash,
      allowedAt: new Date(this.place.clock.now()).toISOString(),
    };
    const text = `${JSON.stringify(consent, undefined, 2)}\n`;
    await this.place.disk.writeAtomic(join(own, fileOf(root, hash)), text);
  }

  /** Of every project, oldest first. What cannot be read is left out: it allows nothing. */
  async list(): Promise<readonly Consent[]> {
    const { disk, folder } = this.place;
    if (folder === undefined) return [];
    const consents: Consent[] = [];
    for (const name of await disk.list(folder)) {
      if (!fileName.test(name)) continue;
      const consent = await this.read(folder, name);
      if (consent !== undefined) consents.push({ ...consent, id: name.slice(0, 12) });
    }
    return consents.toSorted((a, b) => (a.allowedAt < b.allowedAt ? -1 : 1));
  }

  /** Takes back the one whose id starts so. `false`: there is none, or more than one. Rejects with `FileError`. */
  async revoke(id: string): Promise<boolean> {
    const { disk, folder } = this.place;
    if (folder === undefined || !/^[0-9a-f]+$/.test(id)) return false;
    const names = await disk.list(folder);
    const found = names.filter((name) => fileName.test(name) && name.startsWith(id));
    const [name] = found;
    if (name === undefined || found.length > 1) return false;
    await disk.remove(join(folder, name));
    return true;
  }

  /** Never one inside the project: a repository could bring its own consents. */
  private folderFor(root: string): string | undefined {
    const { folder } = this.place;
    if (folder === undefined) return undefined;
    const way = relative(root, folder);
    return way.startsWith('..') || isAbsolute(way) ? folder : undefined;
  }

  private async read(folder: string, name: string): Promise<Stored | undefined> {
    try {
      const bytes = await this.place.disk.read(join(folder, name), largestConsent);
      const parsed = storedShape.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
      return parsed.success ? parsed.data : undefined;
    } catch (error) {
      if (error instanceof FileError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

const largestConsent = 256 * 1024;
const fileName = /^[0-9a-f]{64}\.json$/;

function fileOf(root: string, hash: string): string {
  return `${sha256(`${root}\n${hash}`)}.json`;
}

type Stored = Omit<Consent, 'id'> & { readonly version: 1 };

const storedShape: z.ZodMiniType<Stored> = z.object({
  version: z.literal(1),
  root: z.string(),
  folder: z.string(),
  command: z.array(z.string()),
  files: z.array(z.string()),
  sha256: z.string(),
  allowedAt: z.string(),
});
