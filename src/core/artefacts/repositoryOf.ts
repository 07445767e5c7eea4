/** A repository on GitHub, or on a GitHub Enterprise. */
export interface GithubRepository {
  /** `github.com`. */
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

const word = /^[\w.-]{1,100}$/;

/** What a remote of git names, as `git@host:owner/name.git` or as an address. `undefined`: nothing on a host. */
export function repositoryOf(remote: string): GithubRepository | undefined {
  const text = remote.trim();
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)([^?#]+)$/.exec(text);
  const place = scp === null ? placeOf(text) : { host: scp[1] ?? '', path: scp[2] ?? '' };
  if (place === undefined) return undefined;
  const parts = place.path
    .replace(/\.git\/?$/, '')
    .split('/')
    .filter((part) => part !== '');
  const [owner = '', name = '', ...more] = parts;
  const isPlain = [owner, name].every((part) => word.test(part) && !/^\.+$/.test(part));
  if (!isPlain || more.length > 0) return undefined;
  return { host: place.host.toLowerCase(), owner, name };
}

function placeOf(text: string): { readonly host: string; readonly path: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, pathname } = new URL(text);
  const isRemote = ['https:', 'http:', 'ssh:', 'git:'].includes(protocol);
  return isRemote && hostname !== '' ? { host: hostname, path: pathname } : undefined;
}

export const githubApi = 'https://api.github.com';

/** Whether the interface at `apiUrl` is that of the repository's host: a token of one never goes to another. */
export function isApiOf(apiUrl: string, { host }: Pick<GithubRepository, 'host'>): boolean {
  if (!URL.canParse(apiUrl)) return false;
  const { hostname } = new URL(apiUrl);
  return hostname === host || hostname === `api.${host}`;
}
