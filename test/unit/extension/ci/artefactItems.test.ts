import assert from 'node:assert/strict';
import type { GithubArtefact } from '#core/artefacts/githubActions.ts';
import { artefactItems } from '#extension/ci/artefactItems.ts';

function artefact(id: number, name: string, isExpired = false): GithubArtefact {
  return { id, name, bytes: 20_480, isExpired };
}

describe('the list of what CI kept', () => {
  it('names the job, how it ended, when and of which commit, and leaves out what has expired', () => {
    const run = {
      id: 1,
      title: 'Ask shorter\u202e',
      workflow: 'Assay',
      commit: '3a65c0e99999',
      createdAt: '2026-11-01T10:00:00Z',
      state: 'failure',
      artefacts: [
        artefact(7, 'assay-runs-merge'),
        artefact(8, 'assay-runs-branch', true),
        artefact(9, 'assay-runs'),
      ],
    };
    const shown = artefactItems([
      run,
      { ...run, title: '', artefacts: [artefact(6, 'assay-runs-branch')] },
    ]);
    assert.deepEqual(
      shown.map(({ label, description, artefact: { id } }) => [id, label, description]),
      [
        [7, 'Ask shorter', 'merge, failure'],
        [9, 'Ask shorter', 'assay-runs, failure'],
        [6, 'Assay', 'branch, failure'],
      ],
    );
    assert.equal(shown[0]?.detail, '2026-11-01 10:00 · 3a65c0e · Assay · 20 KB');
  });
});
