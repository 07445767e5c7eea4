import assert from 'node:assert/strict';
import { shareVSCode } from './openVSCode.ts';
import { soon } from './soon.ts';

/** The first case is answered at once; whatever comes later waits. */
const slow = {
  rules: [
    {
      when: { marker: 'charged-twice' },
      do: { latencyMs: 0, reply: { answer: { text: 'billing' }, usage: { input: 20, output: 2 } } },
    },
  ],
  otherwise: { latencyMs: 30_000, reply: { answer: { text: 'bug' } } },
} as const;

describe('cancelling', () => {
  const window = shareVSCode({ workspace: 'tickets', script: slow });

  it('is offered while a run goes on: in the status bar, and in a notification once it takes long', async () => {
    const { workbench } = window();
    await workbench.openFile('prompts/triage.prompt.yml');
    await workbench.clickLens('Run 8 cases');
    await workbench.statusBarItem('Assay 2/16').waitFor();
    await workbench.codeLens('Running 2 of 16').waitFor();
    await workbench.codeLens('Cancel').waitFor();
    const notification = workbench.notification('2/16');
    await notification.waitFor();
    await notification.getByRole('button', { name: 'Cancel' }).waitFor();
    await workbench.screenshot('running');
  });

  it('ends the run within a second, asks nothing more, and keeps what was answered', async () => {
    const { workbench, provider } = window();
    await workbench.statusBarItem('Assay 2/16').click();
    const clickedAt = performance.now();
    await soon('nothing is under way', () => provider.inFlight().open === 0);
    const givenUpMs = performance.now() - clickedAt;
    const asked = provider.log().count;
    await workbench
      .statusBarItem('triage: cancelled after 2 of 16 trials, 2 of 2 passed')
      .waitFor();
    await workbench.screenshot('cancelled');
    await workbench.expectLineEnds(['✓ passed · “billing”']);
    assert.ok(givenUpMs < 1000, `${givenUpMs} ms`);
    await workbench.notification('2/16').waitFor({ state: 'hidden' });
    await workbench.codeLens('Run 8 cases').waitFor();
    await workbench.openSideBar('Assay');
    await workbench.treeItem('Runs', /triage/).click();
    await workbench.treeItem('Runs', /2 of 2 passed.*cancelled/).waitFor();
    await workbench.screenshot('cancelled-views');
    assert.equal(provider.log().count, asked);
  });

  it('works from the notification too', async () => {
    const { workbench, provider } = window();
    await workbench.clickLens('Run case', 1);
    await workbench.respond('0/2', 'Cancel');
    await workbench.statusBarItem('cancelled').waitFor();
    await soon('nothing is under way', () => provider.inFlight().open === 0);
  });
});
