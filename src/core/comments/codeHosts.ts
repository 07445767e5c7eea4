import type { CodeHost, CommentTarget } from './codeHost.ts';
import { azure } from './hosts/azure.ts';
import { bitbucket } from './hosts/bitbucket.ts';
import { bitbucketServer } from './hosts/bitbucketServer.ts';
import { github } from './hosts/github.ts';
import { gitlab } from './hosts/gitlab.ts';

export const codeHosts: readonly CodeHost[] = [github, gitlab, azure, bitbucket, bitbucketServer];

/** A pull request, and how its host is spoken with. */
export interface PullRequest {
  readonly host: CodeHost;
  readonly target: CommentTarget;
}

/** The pull request that an address in a browser shows; `undefined` where it shows none. */
export function pullRequestAt(address: string): PullRequest | undefined {
  if (!URL.canParse(address)) return undefined;
  const page = new URL(address);
  for (const host of codeHosts) {
    const target = host.target(page);
    if (target !== undefined) return { host, target };
  }
  return undefined;
}
