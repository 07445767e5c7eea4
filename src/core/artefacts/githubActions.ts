import * as z from 'zod/mini';
import { makeEgress } from '../models/egress.ts';
import type { Timeouts } from '../models/model.ts';
import { ModelError } from '../models/modelError.ts';
import type { Ports, Secret } from '../ports.ts';
import { isSafeUrl } from '../project/userConfig.ts';
import { ArtefactError, artefactBounds, tooLarge } from './artefact.ts';
import type { GithubRepository } from './repositoryOf.ts';

/** What one job of a workflow kept. */
export interface GithubArtefact {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly isExpired: boolean;
}

/** One run of a workflow, newest first where there are several. */
export interface WorkflowRun {
  readonly id: number;
  readonly title: string;
  readonly workflow: string;
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** GitHub's own word: `success`, `failure`; while it goes on `in_progress`. */
  readonly state: string;
  /** Those that hold runs of Assay. */
  readonly artefacts: readonly GithubArtefact[];
}

/** Fetches a file without following a redirect, which is an answer like another. Writes only what came with status 200. */
export type Download = (
  wish: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly path: string;
    readonly maxBytes: number;
    readonly hear: (bytes: number) => void;
  },
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly location?: string }>;

/** What a work tree stands on; a commit where that is no branch. */
export type CheckedOut = { readonly branch: string } | { readonly commit: string };

export interface GithubDesk {
  /** The person's own word; without a trailing slash. */
  readonly apiUrl: string;
  readonly token: Secret;
  readonly repository: GithubRepository;
  readonly ports: Pick<Ports, 'clock' | 'fetch'>;
  readonly download: Download;
}

const timeouts: Timeouts = {
  headersMs: 30_000,
  firstContentMs: 30_000,
  idleMs: 30_000,
  attemptMs: 60_000,
};

/** How "assay init ci" calls what it keeps: `assay-runs-merge`. */
const artefactName = /^assay-runs(?:-|$)/;
const mostRuns = 15;

/** GitHub's interface for Actions (REST, 2022-11-28), as far as it is used. Rejects with `ArtefactError`. */
export function openGithub(desk: GithubDesk): {
  /** Runs of workflows for a branch, or for a commit, that kept runs of Assay. */
  runs(of: CheckedOut, signal: AbortSignal): Promise<readonly WorkflowRun[]>;
  /** Writes the zip to `path`, which has to be in a folder of our own. */
  fetch(
    artefact: GithubArtefact,
    path: string,
    hear: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
} {
  const { apiUrl, token, repository, ports, download } = desk;
  const egress = makeEgress({
    opening: {
      settings: { provider: 'GitHub', kind: 'github', baseUrl: apiUrl, stream: false },
      secret: token,
      timeouts,
      ports,
    },
    needsKey: true,
    headers: { 'x-github-api-version': '2022-11-28' },
  });
  const base = `${apiUrl}/repos/${repository.owner}/${repository.name}/actions`;
  const ask = async <T>(path: string, shape: z.ZodMiniType<T>, signal: AbortSignal): Promise<T> => {
    let answer: unknown;
    try {
      answer = await egress.attempt(signal, false, (attempt) =>
        egress.look(`${base}/${path}`, attempt),
      );
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ModelError ? refusal(error.message) : error;
    }
    const read = shape.safeParse(answer);
    if (read.success) return read.data;
    throw refusal('GitHub gave an answer of an unknown kind.');
  };
  return {
    async runs(of, signal) {
      const which = 'branch' in of ? { branch: of.branch } : { head_sha: of.commit };
      const query = new URLSearchParams({ ...which, per_page: String(mostRuns) }).toString();
      const { workflow_runs: runs } = await ask(`runs?${query}`, runsShape, signal);
      const found: WorkflowRun[] = [];
      for (const run of runs) {
        const path = `runs/${run.id}/artifacts?per_page=100`;
        const { artifacts } = await ask(path, artefactsShape, signal);
        const own = artifacts.filter(({ name }) => artefactName.test(name));
        if (own.length === 0) continue;
        found.push({
          id: run.id,
          title: run.display_title ?? run.name ?? '',
          workflow: run.name ?? '',
          commit: run.head_sha,
          createdAt: run.created_at,
          state: run.conclusion ?? run.status ?? 'unknown',
          artefacts: own.map(({ id, name, size_in_bytes: bytes, expired: isExpired }) => {
            return { id, name, bytes, isExpired };
          }),
        });
      }
      return found;
    },
    async fetch(artefact, path, hear, signal) {
      const { zipBytes: maxBytes } = artefactBounds;
      if (artefact.isExpired) throw refusal(`${artefact.name} is no longer kept by GitHub.`);
      if (artefact.bytes > maxBytes) throw tooLarge(`${artefact.name} has ${artefact.bytes} bytes`);
      const url = `${base}/artifacts/${artefact.id}/zip`;
      const own = {
        accept: 'application/vnd.github+json',
        'user-agent': 'assay',
        'x-github-api-version': '2022-11-28',
      };
      const headers = { ...own, authorization: `Bearer ${token.reveal()}` };
      const wish = { path, maxBytes, hear };
      const first = await download({ ...wish, url, headers }, signal);
      if (first.status === 200) return;
      const { location } = first;
      if (first.status !== 302 || location === undefined) {
        throw refusal(`GitHub answered ${first.status} instead of giving the file.`);
      }
      // Where files lie is another host: it sees an address that was signed for it, and never the token.
      if (!isSafePlace(location, apiUrl)) throw refusal('GitHub named a place that is not safe.');
      const second = await download(
        { ...wish, url: location, headers: { 'user-agent': 'assay' } },
        signal,
      );
      if (second.status !== 200) {
        throw refusal(`The place where GitHub keeps the file answered ${second.status}.`);
      }
    },
  };
}

/** https; http only on this machine, and only where the interface itself is there. */
function isSafePlace(location: string, apiUrl: string): boolean {
  if (!URL.canParse(location)) return false;
  const { protocol, username, password, origin } = new URL(location);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (new URL(apiUrl).protocol === 'http:' && isSafeUrl(origin));
}

function refusal(message: string): ArtefactError {
  return new ArtefactError(
    'refused',
    message,
    'Look at the run on GitHub, download the artefact there, and open the file.',
  );
}

const id = z.number().check(z.int(), z.gte(0));

const runsShape = z.object({
  workflow_runs: z.array(
    z.object({
      id,
      name: z.nullish(z.string()),
      display_title: z.nullish(z.string()),
      head_sha: z.string(),
      created_at: z.string(),
      status: z.nullish(z.string()),
      conclusion: z.nullish(z.string()),
    }),
  ),
});

const artefactsShape = z.object({
  artifacts: z.array(
    z.object({ id, name: z.string(), size_in_bytes: z.number(), expired: z.boolean() }),
  ),
});
