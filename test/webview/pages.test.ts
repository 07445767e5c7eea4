import assert from 'node:assert/strict';
import { sharePanel } from '#support/panelPage.ts';

describe('the page Compare', () => {
  const open = sharePanel();

  it('shows what differs going in, and only that', async () => {
    const panel = await open({ page: 'compare' });
    const parameters = await panel.unfold('parameters');
    await parameters.locator('tbody tr').first().waitFor();
    assert.deepEqual(await panel.texts(parameters.locator('tbody tr')), [
      'temperature 0 0.2',
      'maxTokens 20 200',
      'seed 7 not set',
    ]);
    const prompts = await panel.unfold('prompts');
    await prompts.locator('mark').first().waitFor();
    assert.deepEqual(await panel.texts(prompts.locator('.diff-line.added:not(.removed)')), [
      '9 + Then say in two sentences why, and how sure you are.',
    ]);
  });

  it('says of each figure whether it is another, with test and interval', async () => {
    const panel = await open({ page: 'compare' });
    const row = panel.section('metrics').locator('tbody tr', { hasText: 'words' });
    await row.waitFor();
    assert.equal(
      (await panel.texts(row))[0],
      'words (lower is better) 1 40 +39 regressed 120 cases, 95 % +38.920 to +39.080, p < 0.001, < 0.001 after Holm, paired randomisation',
    );
  });

  it('puts flips first, and narrows to one kind of change', async () => {
    const panel = await open({ page: 'compare' });
    await panel.shows(120);
    assert.match((await panel.texts(panel.rows.first()))[0] ?? '', /now fails/);
    await panel.choose('Change', 'Now passes');
    await panel.shows(16);
    assert.match((await panel.texts(panel.rows.first()))[0] ?? '', /now passes/);
  });

  it('hides columns, and copies those that are shown of the rows that pass the filter', async () => {
    const panel = await open({ page: 'compare' });
    await panel.choose('Change', 'Now passes');
    await panel.shows(16);
    await panel.page.locator('.popup summary:text-is("Columns")').click();
    await panel.page.locator('.popup vscode-checkbox', { hasText: 'Input' }).click();
    await panel.heading('Input').waitFor({ state: 'detached' });
    const cases = panel.page.getByRole('region', { name: 'Cases' });
    await cases.getByRole('button', { name: 'Copy Markdown of the rows' }).click();
    await panel.page.getByText('Copied the rows as Markdown.').waitFor({ state: 'attached' });
    const [copied] = await panel.asked('clipboard/write');
    const lines = String(copied?.['text']).split('\n');
    assert.equal(
      lines[0],
      '| Case | Change | Before: openai/gpt-5-mini | After: openai/gpt-5-mini · with-reasons |',
    );
    assert.match(lines[2] ?? '', /^\| ticket-\d{4} \| now passes \| failed, .* \| passed, /);
    assert.equal(lines.length, 19);
    await panel.page.reload();
    await panel.shows(16);
    assert.equal(await panel.heading('Input').count(), 0);
  });

  it('opens a case on all sides, from a row and from a point of the scatter', async () => {
    const panel = await open({ page: 'compare' });
    await panel.rows.first().click();
    const compared = panel.page.locator('assay-compared-case');
    await compared.locator('assay-diff mark').first().waitFor();
    assert.equal(await compared.locator('.scores').count(), 2);
    await panel.page.keyboard.press('Escape');
    await compared.waitFor({ state: 'detached' });
    const charts = await panel.unfold('charts');
    await charts.locator('.point').nth(1).click();
    await compared.waitFor();
  });

  it('compares with a baseline, which keeps scores but no replies', async () => {
    const panel = await open({ page: 'compare' });
    await panel.choose('Compared with', 'openai/gpt-5-mini · ticket-triage · baseline');
    await panel
      .section('metrics')
      .getByRole('columnheader', { name: 'Before: openai/gpt-5-mini, baseline' })
      .waitFor();
    await panel.rows.first().click();
    const compared = panel.page.locator('assay-compared-case');
    await compared.getByText('Nothing is kept of this case.').waitFor();
    assert.equal(await compared.locator('.scores').count(), 1);
  });

  it('asks the host to write a report of its sides', async () => {
    const panel = await open({ page: 'compare' });
    await panel.page.locator('.export summary').click();
    await panel.page.getByRole('button', { name: 'Markdown', exact: true }).click();
    const [asked] = await panel.asked('report/export');
    assert.equal(asked?.['format'], 'markdown');
    const what = asked['what'] as { readonly kind: string; readonly sides: readonly unknown[] };
    assert.deepEqual([what.kind, what.sides.length], ['compare', 2]);
  });

  it('compares more than two sides, and swaps two', async () => {
    const panel = await open({ page: 'compare' });
    await panel.shows(120);
    await panel.page.getByRole('button', { name: 'Swap' }).click();
    await panel
      .section('metrics')
      .getByRole('columnheader', { name: 'Before: openai/gpt-5-mini · with-reasons' })
      .waitFor();
    await panel.page.getByRole('button', { name: 'Add' }).click();
    await panel.page.locator('vscode-dropdown[aria-label="Compared 2"]').waitFor();
    assert.equal(await panel.section('metrics').locator('thead th').count(), 4);
  });
});

describe('the page History', () => {
  const open = sharePanel();

  it('draws a figure run by run, with the commit, and where the prompt was changed', async () => {
    const panel = await open({ page: 'history' });
    const points = panel.page.locator('.plot .point');
    await points.first().waitFor();
    assert.equal(await points.count(), 52 + 3);
    assert.equal(await panel.page.locator('.plot .event').count(), 5);
    assert.match(
      (await points.first().getAttribute('aria-label')) ?? '',
      /^\d+ Oct, \d\d:\d\d, openai\/gpt-5-mini: 78\.9 %, commit [0-9a-f]{7}$/,
    );
  });

  it('draws another figure, and the table behind it', async () => {
    const panel = await open({ page: 'history' });
    await panel.choose('Figure', 'Cost');
    await panel.page.getByText('Cost by run', { exact: true }).waitFor();
    await panel.page.locator('figure').getByRole('button', { name: 'Table' }).click();
    await panel.page.locator('figure table').waitFor();
    assert.equal(await panel.page.locator('figure tbody tr').count(), 25 + 3);
  });

  it('opens the run of a point, and the change of the prompt', async () => {
    const panel = await open({ page: 'history' });
    await panel.page.getByRole('button', { name: 'changed', exact: true }).nth(1).click();
    await panel.page.locator('assay-diff mark').first().waitFor();
    await panel.page.locator('.plot .point').nth(3).click();
    await panel.page.locator('[data-state]').waitFor();
    await panel.shows(60);
  });

  it('draws runs of other programs with a mark and words of their own, and lists them apart', async () => {
    const panel = await open({ page: 'history' });
    const points = panel.page.locator('.plot .point', { has: panel.page.locator('.mark.open') });
    await points.first().waitFor();
    assert.match(
      (await points.first().getAttribute('aria-label')) ?? '',
      /, notebook-1, another program, experiment triage-notebooks, mlflow\.example\.com: 70\.0 %$/,
    );
    await panel.page.getByText('3 of 3 runs of other programs have this figure.').waitFor();
    await panel.page.getByText('MLflow: triage-notebooks', { exact: true }).waitFor();
    const rows = panel.page
      .getByRole('group', { name: 'Runs of other programs' })
      .locator('tbody tr');
    assert.match(
      (await panel.texts(rows)).at(-1) ?? '',
      /^notebook-1 \d+ Oct, \d\d:\d\d triage-notebooks mlflow\.example\.com FINISHED 70\.0 %$/,
    );
    assert.equal(await rows.getByRole('button').count(), 0);
    await points.nth(1).focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(
      () => document.activeElement?.getAttribute('data-foreign') === 'mlflow-1',
    );
    await panel.choose('Figure', 'accuracy (MLflow)');
    await panel.page.getByText('accuracy (MLflow) by run', { exact: true }).waitFor();
    assert.equal(await panel.page.locator('.plot .point').count(), 3);
  });

  it('leaves them out where one does not want them, also after a reload', async () => {
    const panel = await open({ page: 'history' });
    const toggle = panel.page.getByRole('button', { name: 'Other Programs (3)' });
    await toggle.click();
    await panel.page.locator('.mark.open').first().waitFor({ state: 'detached' });
    assert.equal(await toggle.getAttribute('aria-pressed'), 'false');
    assert.equal(await panel.page.getByText('Runs of other programs').count(), 0);
    await panel.page.reload();
    await toggle.waitFor();
    assert.equal(await toggle.getAttribute('aria-pressed'), 'false');
    assert.deepEqual(panel.faults, []);
  });

  it('goes back through hundreds of runs, and forward again', async () => {
    const panel = await open({ scene: 'years' });
    const said = panel.page.locator('[data-runs]');
    await said.getByText('the newest 200 of 450 runs').waitFor();
    const newer = panel.page.locator('vscode-button', { hasText: 'Newer' });
    assert.equal(await newer.getAttribute('disabled'), '');
    await panel.page.locator('vscode-button', { hasText: 'Older' }).click();
    await said.getByText('201 to 400, counted from the newest, of 450 runs').waitFor();
    await panel.page.locator('vscode-button', { hasText: 'Older' }).click();
    await said.getByText('401 to 450, counted from the newest, of 450 runs').waitFor();
    assert.equal(await panel.page.locator('.plot .point').count(), 100);
    await newer.click();
    await said.getByText('201 to 400, counted from the newest, of 450 runs').waitFor();
    await newer.click();
    await said.getByText('the newest 200 of 450 runs').waitFor();
    assert.deepEqual(panel.faults, []);
  });

  it('says so where there is nothing yet', async () => {
    const panel = await open({ scene: 'empty' });
    await panel.page.getByText('There are no runs yet.').waitFor();
    assert.deepEqual(panel.faults, []);
  });
});

describe('the page Models', () => {
  const open = sharePanel();

  it('lists approved models with what they measured; never run and unpriced are no zeros', async () => {
    const panel = await open({ page: 'models' });
    const rows = panel.page.locator('.table-scroll').first().locator('tbody tr');
    await rows.first().waitFor();
    const texts = await panel.texts(rows);
    assert.match(
      texts[3] ?? '',
      /^ollama\/gemma-3-4b approved 55\.0 % .* unpriced 410 ms, p95 943 ms unpriced/,
    );
    assert.match(
      texts[4] ?? '',
      /deprecated, retires 2027-01-31, use openai\/gpt-5-mini never run never run never run/,
    );
  });

  it('draws quality against cost and against latency, priced models only in the first', async () => {
    const panel = await open({ page: 'models' });
    const charts = panel.page.locator('.plot');
    await charts.nth(1).waitFor();
    assert.equal(await charts.nth(0).locator('.point').count(), 3);
    assert.equal(await charts.nth(1).locator('.point').count(), 4);
  });

  it('says what a switch would change', async () => {
    const panel = await open({ page: 'models' });
    const part = panel.page.getByRole('region', { name: 'What a switch would change' });
    await part.locator('tbody tr').waitFor();
    await panel.choose('To model', 'openai/gpt-5');
    await part.getByText('$0.2100 / 1,000 → $2.40 / 1,000').waitFor();
    await part.locator('vscode-button', { hasText: 'Compare' }).click();
    await panel.page.locator('vscode-dropdown[aria-label="Compared with"]').waitFor();
  });
});
