import { plainField } from '#base/plainText.ts';
import type { GithubArtefact, WorkflowRun } from '#core/artefacts/githubActions.ts';

export interface ArtefactItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly artefact: GithubArtefact;
}

/** What a list of workflow runs offers: an entry an artefact that can still be fetched. */
export function artefactItems(runs: readonly WorkflowRun[]): readonly ArtefactItem[] {
  return runs.flatMap(({ title, workflow, commit, createdAt, state, artefacts }) =>
    artefacts
      .filter(({ isExpired }) => !isExpired)
      .map((artefact) => {
        const job = artefact.name.replace(/^assay-runs-?/, '');
        const kilobytes = Math.max(1, Math.round(artefact.bytes / 1024));
        return {
          label: plainField(title === '' ? workflow : title, 80),
          description: plainField(`${job === '' ? artefact.name : job}, ${state}`, 80),
          detail: plainField(
            `${createdAt.slice(0, 16).replace('T', ' ')} · ${commit.slice(0, 7)} · ${workflow} · ${kilobytes} KB`,
            160,
          ),
          artefact,
        };
      }),
  );
}
