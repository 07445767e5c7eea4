import assert from 'node:assert/strict';
import { sharePanel } from '#support/panelPage.ts';

describe('the gate on the page Run', () => {
  const open = sharePanel();

  it('has a row for each rule, those that were missed first, with what was needed and found', async () => {
    const panel = await open();
    const rules = panel.section('gate').locator('table').first().locator('tbody tr');
    await rules.first().waitFor();
    const texts = await panel.texts(rules);
    assert.deepEqual(
      texts.map((text) => / (missed|does not count|reached) /.exec(text)?.[1]),
      [
        'missed',
        'missed',
        'missed',
        'does not count',
        ...Array.from({ length: 6 }, () => 'reached'),
      ],
    );
    assert.match(
      texts[1] ?? '',
      /^words missed ≤ 10 20\.500 ticket-triage \/ base on openai\/gpt-5-mini 120 rows$/,
    );
    assert.match(
      texts[2] ?? '',
      /^A case with the tag missed – the run, cases tagged “legal” no case/,
    );
    assert.match(
      texts[3] ?? '',
      /^polite does not count ≥ 0\.900 0\.880 .* The judge is not calibrated/,
    );
    assert.match(texts.join('\n'), /No regression of the pass rate reached was 81\.0 % 79\.0 % /);
    const fact = panel.page.locator('.facts dd').first();
    assert.equal((await panel.texts(fact))[0], 'failed 3 of 10 rules missed');
    await panel.section('gate').getByText('“No regression” compares the run').waitFor();
    assert.deepEqual(panel.faults, []);
  });

  it('shows the cases behind a rule in the table, by mouse and by keyboard', async () => {
    const panel = await open();
    await panel.shows(480);
    const gate = panel.section('gate');
    await gate.getByRole('button', { name: /^Show \d+ rows behind words/ }).click();
    await panel.shows(120);
    assert.equal(await panel.heading('words').getAttribute('aria-sort'), 'descending');
    assert.match((await panel.rows.first().getAttribute('data-key')) ?? '', /^0 /);
    const smoke = gate.getByRole('button', { name: /behind Pass rate.*“smoke”/ });
    const [said = ''] = await panel.texts(smoke);
    await smoke.focus();
    await panel.page.keyboard.press('Enter');
    await panel.shows(Number(said.split(' ')[0]));
    await panel.page.waitForFunction(
      () => document.activeElement?.getAttribute('role') === 'gridcell',
    );
    await panel.page.getByText(`${said} below.`).waitFor({ state: 'attached' });
  });

  it('tells what is quarantined apart, with reason, last day and owner', async () => {
    const panel = await open();
    const quarantined = panel.section('gate').locator('table').nth(1).locator('tbody tr');
    await quarantined.first().waitFor();
    assert.deepEqual(await panel.texts(quarantined), [
      'ticket-0004 the whole case 1 of 3 passed The service answers in French now and then; ticket 4711. 2026-12-31 ana ticket-triage / base on openai/gpt-5-mini 1 row',
    ]);
    await quarantined.getByRole('button', { name: 'Show 1 row of ticket-0004' }).click();
    await panel.shows(1);
  });

  it('says so where the host cannot tell it', async () => {
    const panel = await open();
    await panel.shows(480);
    await panel.section('gate').locator('.twistie').click();
    await panel.setFailing(true);
    await panel.section('gate').locator('.twistie').click();
    await panel.section('gate').getByRole('alert').waitFor();
  });
});
