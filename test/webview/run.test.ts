import assert from 'node:assert/strict';
import { sharePanel } from '#support/panelPage.ts';

describe('the page Run', () => {
  const open = sharePanel();

  it('says first what came of the run', async () => {
    const panel = await open();
    const facts = panel.page.locator('.facts');
    await facts.waitFor();
    assert.deepEqual(await panel.texts(facts.locator('dt')), [
      'Gate',
      'Passed, best of 4',
      'Cost',
      'Tokens',
      'Latency',
    ]);
    assert.match((await panel.texts(facts.locator('dd')))[1] ?? '', /^93\.5 % 88\.7 to 98\.3 %/);
    assert.deepEqual(panel.faults, []);
  });

  it('has a row of metrics for each candidate, with n, interval, difference and word', async () => {
    const panel = await open();
    const cells = panel.section('metrics').locator('tbody tr:first-child td');
    await cells.first().waitFor();
    assert.equal(
      (await panel.texts(cells))[1],
      '0.816 0.743 to 0.889 · n 348 +0.033 no evidence, needs ±0.114',
    );
    assert.equal(await panel.section('metrics').locator('tbody tr').count(), 4);
  });

  it('sorts metrics up, down and not at all', async () => {
    const panel = await open();
    const names = panel.section('metrics').locator('tbody th');
    const sorter = panel.section('metrics').getByRole('button', { name: 'p50' });
    await sorter.click();
    assert.equal(await names.first().innerText(), 'anthropic/claude-haiku-4-5 · with-reasons');
    await sorter.click();
    assert.equal(await names.first().innerText(), 'openai/gpt-5-mini');
  });

  it('narrows rows by result, candidate, tag and text', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.choose('Result', 'Failed');
    await panel.page.locator('[data-shown]:not([data-shown="480"])').waitFor();
    const results = await panel.texts(panel.rows.locator('[role=gridcell]:nth-child(1)'));
    assert.ok(results.every((text) => text === 'failed' || /^[12] of 3$/.test(text)));
    await panel.choose('Result', 'All results');
    await panel.choose('Candidate', 'openai/gpt-5-mini');
    await panel.shows(120);
    await panel.choose('Tag', 'smoke');
    await panel.shows(15);
    await panel.filter('ticket-0001');
    await panel.shows(1);
    await panel.page.getByRole('button', { name: 'Clear Filter' }).click();
    await panel.shows(480);
  });

  it('says so where no case passes the filter', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.filter('nothing like this');
    await panel.page.getByText('No case passes the filter.').waitFor();
  });

  it('sorts rows by a column, and puts rows without a value last', async () => {
    const panel = await open();
    await panel.shows(480);
    const heading = panel.heading('Latency');
    await heading.click();
    assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
    await heading.click();
    await panel.page.locator('[role=columnheader][aria-sort=descending]').waitFor();
    const latency = (at: number): Promise<readonly string[]> =>
      panel.texts(panel.page.locator(`[aria-rowindex="${at}"] [role=gridcell]:last-child`));
    await panel.page.locator('[aria-rowindex="2"]', { hasText: '3.3 s' }).waitFor();
    assert.deepEqual(await latency(2), ['3.3 s']);
    await panel.page.keyboard.press('Control+End');
    await panel.page.locator('[aria-rowindex="481"]', { hasText: 'error' }).waitFor();
    assert.deepEqual(await latency(481), ['']);
  });

  it('hides and shows columns, and remembers it', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.locator('.popup summary:text-is("Columns")').click();
    await panel.page.locator('.popup vscode-checkbox', { hasText: 'Tokens' }).click();
    await panel.heading('Tokens').waitFor();
    await panel.page.reload();
    await panel.heading('Tokens').waitFor();
  });

  it('opens a case with its reply, scores, messages and what it cost', async () => {
    const panel = await open();
    await panel.row('2 ticket-0003').click();
    const { detail } = panel;
    await detail.locator('.trial-facts').waitFor();
    assert.deepEqual(await panel.texts(detail.locator('.trial-facts')), [
      'passed 1.4 s · 129 tokens in · 14 out · $0.0004',
    ]);
    assert.match(await detail.locator('.reply pre').innerText(), /^how-to\n\nThe question/);
    assert.deepEqual(await panel.texts(detail.locator('.scores tbody th')), [
      'right queue',
      'polite',
      'words',
    ]);
    assert.deepEqual(await panel.texts(detail.locator('.role')), ['system', 'user']);
  });

  it('never shows a score that could not be given as a number', async () => {
    const panel = await open();
    await panel.row('2 ticket-0001').click();
    const row = panel.detail.locator('.scores tr', { hasText: 'polite' });
    await row.waitFor();
    assert.equal(
      (await panel.texts(row))[0],
      'polite not scored the judge gave none of its choices: "Hard to say."',
    );
  });

  it('lays the reply against what was expected, the baseline and other candidates', async () => {
    const panel = await open();
    await panel.row('2 ticket-0003').click();
    const diff = panel.detail.locator('assay-diff');
    await diff.waitFor();
    assert.deepEqual(await panel.texts(diff.locator('.diff-head')), [
      'expected',
      'openai/gpt-5-mini · with-reasons',
    ]);
    await panel.choose('Compare the reply with', 'to anthropic/claude-haiku-4-5 · with-reasons');
    await diff.locator('.diff-head', { hasText: 'anthropic' }).waitFor();
    await diff.getByRole('button', { name: 'Inline' }).click();
    await diff.locator('.diff.inline').waitFor();
    await diff.getByRole('button', { name: 'Open in Diff Editor' }).click();
    const [asked] = await panel.asked('editor/openDiff');
    assert.equal(
      asked?.['title'],
      'ticket-0003: anthropic/claude-haiku-4-5 · with-reasons ↔ reply',
    );
  });

  it('shows the raw exchange only when it is asked for', async () => {
    const panel = await open();
    await panel.row('0 ticket-0002').click();
    const body = await panel.unfold('raw');
    await body.locator('pre').first().waitFor();
    assert.match(await body.innerText(), /"model": "openai\/gpt-5-mini"/);
  });

  it('renders Markdown when it is asked to', async () => {
    const panel = await open();
    await panel.row('2 ticket-0003').click();
    await panel.detail.getByRole('button', { name: 'Markdown' }).click();
    await panel.detail.locator('.rendered li strong').first().waitFor();
    assert.equal(await panel.detail.locator('.rendered li').count(), 2);
  });

  it('keeps a thumb, a corrected answer and a comment', async () => {
    const panel = await open();
    await panel.row('0 ticket-0002').click();
    await panel.detail.getByRole('button', { name: 'Bad reply' }).click();
    await panel.detail.locator('[data-thumb=down][aria-pressed=true]').waitFor();
    await panel.detail.locator('[data-name=correction] textarea').fill('bug');
    await panel.detail.locator('[data-name=comment] textarea').fill('It is no invoice.');
    await panel.detail.locator('vscode-button', { hasText: 'Save' }).click();
    await panel.page.getByText('Your judgement is saved.').waitFor({ state: 'attached' });
    const labels = await panel.asked('label/set');
    assert.deepEqual(labels.at(-1), {
      run: '01K9RUN0042',
      candidate: 0,
      caseId: 'ticket-0002',
      label: { thumb: 'down', correction: 'bug', comment: 'It is no invoice.' },
    });
    await panel.detail.locator('vscode-button', { hasText: 'Use as Expected' }).click();
    assert.equal((await panel.asked('case/expect'))[0]?.['expected'], 'bug');
    await panel.row('0 ticket-0002').locator('svg').nth(1).waitFor();
  });

  it('takes a judgement back, and keeps a comment alone', async () => {
    const panel = await open();
    await panel.row('0 ticket-0002').click();
    const takeBack = panel.detail.locator('vscode-button', { hasText: 'Take Back' });
    await panel.detail.locator('[data-name=comment] textarea').fill('Ask the team.');
    assert.equal(await takeBack.count(), 0);
    await panel.detail.locator('vscode-button', { hasText: 'Save' }).click();
    await takeBack.click();
    await panel.page.getByText('Your judgement is taken back.').waitFor({ state: 'attached' });
    await takeBack.waitFor({ state: 'detached' });
    assert.deepEqual(
      (await panel.asked('label/set')).map(({ label }) => label),
      [{ thumb: undefined, comment: 'Ask the team.' }, {}],
    );
    assert.equal(await panel.detail.locator('[data-name=comment] textarea').inputValue(), '');
  });

  it('moves the split between rows and case with the keyboard and the mouse, and remembers it', async () => {
    const panel = await open();
    await panel.row('0 ticket-0002').click();
    const bar = panel.page.getByRole('separator', { name: 'Width of the rows' });
    const share = (): Promise<string | null> => bar.getAttribute('aria-valuenow');
    await bar.focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.locator('[role=separator][aria-valuenow="52"]').waitFor();
    await panel.page.keyboard.press('Home');
    await panel.page.locator('[role=separator][aria-valuenow="20"]').waitFor();
    await panel.page.keyboard.press('ArrowLeft');
    assert.equal(await share(), '20');
    const from = await bar.boundingBox();
    const around = await panel.page.locator('.cases-body').boundingBox();
    assert.ok(from !== null && around !== null);
    await panel.page.mouse.move(from.x + from.width / 2, from.y + 50);
    await panel.page.mouse.down();
    await panel.page.mouse.move(around.x + around.width * 0.4, from.y + 60, { steps: 4 });
    await panel.page.mouse.up();
    await panel.page.locator('[role=separator][aria-valuenow="40"]').waitFor();
    const rows = await panel.page.locator('assay-grid').boundingBox();
    assert.ok(Math.abs((rows?.width ?? 0) / around.width - 0.4) < 0.01);
    await panel.page.reload();
    await panel.page.locator('[role=separator][aria-valuenow="40"]').waitFor();
    assert.deepEqual(panel.faults, []);
  });

  it('asks the host to open what it cannot open itself', async () => {
    const panel = await open();
    await panel.row('0 ticket-0002').click();
    await panel.detail.getByRole('button', { name: 'Open Case' }).click();
    await panel.page.locator('vscode-button', { hasText: 'Open Prompt' }).click();
    await panel.page.locator('vscode-button', { hasText: 'Accept as Baseline' }).click();
    await panel.page.getByText('Accepted as baseline.').waitFor({ state: 'attached' });
    assert.deepEqual(await panel.asked('editor/openCase'), [
      { run: '01K9RUN0042', candidate: 0, caseId: 'ticket-0002' },
    ]);
    assert.deepEqual(await panel.asked('editor/openPrompt'), [
      { file: 'prompts/triage.prompt.yml' },
    ]);
    assert.deepEqual(await panel.asked('baseline/accept'), [{ run: '01K9RUN0042' }]);
  });

  it('copies the rows that pass the filter', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.filter('ticket-0002');
    await panel.shows(4);
    await panel.page.getByRole('button', { name: 'Copy CSV of the rows' }).click();
    await panel.page.getByText('Copied the rows as CSV.').waitFor({ state: 'attached' });
    const [copied] = await panel.asked('clipboard/write');
    const lines = String(copied?.['text']).split('\r\n');
    assert.equal(
      lines[0],
      'Result,Case,Candidate,Change,Input,Reply,right queue,polite,words,Cost,Latency',
    );
    assert.equal(lines.length, 6);
  });

  it('has figures of each label, and the confusions as a picture and as a table', async () => {
    const panel = await open();
    const labels = await panel.unfold('labels');
    await labels.locator('.confusion').waitFor();
    assert.equal(await labels.locator('.confusion .point').count(), 20);
    await labels.getByRole('button', { name: 'Table' }).click();
    await labels.locator('figure table').waitFor();
    assert.equal(
      (await panel.texts(labels.locator('figure tbody tr')))[0],
      'billing 23 (74.2 %) 3 (9.7 %) 3 (9.7 %) 2 (6.5 %) 0 (0.0 %)',
    );
  });

  it('says what is wrong with a damaged run, and lets nothing be accepted of it', async () => {
    const panel = await open({ scene: 'damaged' });
    await panel.page.getByText('journal.jsonl: line 31 does not match its checksum').waitFor();
    const accept = panel.page.locator('vscode-button', { hasText: 'Accept as Baseline' });
    assert.equal(await accept.getAttribute('disabled'), '');
  });

  it('says what failed and the way out, and tries again', async () => {
    const panel = await open({ scene: 'failing' });
    await panel.page.getByText('Check who may read the folder').waitFor();
    await panel.setFailing(false);
    await panel.page.locator('vscode-button', { hasText: 'Try Again' }).click();
    await panel.page.getByRole('heading', { name: 'ticket-triage' }).waitFor();
  });

  it('says why rows could not be read, and reads them when asked again', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.setFailing(true);
    await panel.filter('ticket-0001');
    const alert = panel.page.locator('assay-grid [role=alert]');
    await alert.waitFor();
    await panel.setFailing(false);
    await alert.locator('vscode-button', { hasText: 'Try Again' }).click();
    await panel.shows(4);
  });

  it('compares a single candidate with its baseline', async () => {
    const panel = await open({ scene: 'hostile' });
    await panel.shows(41);
    await panel.page.keyboard.press('2');
    const before = panel.page.locator('vscode-dropdown[aria-label="Compared with"]');
    assert.equal(
      await before.evaluate((one) => Reflect.get(one, 'value')),
      '["prompts/triage.prompt.yml","base","openai/gpt-5-mini"]',
    );
  });

  it('tells of an action that failed', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.setFailing(true);
    await panel.page.locator('vscode-button', { hasText: 'Accept as Baseline' }).click();
    await panel.page.locator('.notice.error', { hasText: 'could not be read' }).waitFor();
  });

  it('asks the host to write a report, from the keyboard too', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.page.locator('.export summary').click();
    const menu = panel.page.getByRole('group', { name: 'Export as' });
    assert.deepEqual(await panel.texts(menu.getByRole('button')), [
      'HTML report',
      'Markdown',
      'CSV',
      'JSON',
    ]);
    await menu.getByRole('button', { name: 'HTML report' }).click();
    await menu.waitFor({ state: 'hidden' });
    await panel.page.locator('.export summary').focus();
    await panel.page.keyboard.press('Enter');
    await menu.getByRole('button', { name: 'CSV' }).focus();
    await panel.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
    const asked = await panel.asked('report/export');
    assert.deepEqual(
      asked.map(({ format }) => format),
      ['html', 'csv'],
    );
    const what = asked[0]?.['what'] as { readonly kind: string } | undefined;
    assert.equal(what?.kind, 'run');
    assert.deepEqual(panel.faults, []);
  });

  it('shows any part of 100,000 rows', async () => {
    const panel = await open({ scene: 'large' });
    await panel.shows(100_000);
    await panel.page.locator('.grid').evaluate((grid) => grid.scrollTo({ top: 22 * 70_000 }));
    await panel.row('0 ticket-17501').waitFor();
    const drawn = await panel.rows.count();
    assert.ok(drawn < 80, `${drawn} rows are drawn`);
    const grid = panel.page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), '100001');
    assert.equal(await panel.row('0 ticket-17501').getAttribute('aria-rowindex'), '70002');
  });
});
