import assert from 'node:assert/strict';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { click, lensAt, lensesOf, lineWith } from '../lenses.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { askedMarkers, outcomesOf, userSetting, watchSessions } from '../runs.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

const triage = 'prompts/triage.prompt.yml';

describe('a lens', () => {
  beforeEach(() => scriptProvider({}));
  afterEach(forgetEdits);

  it('over a case of a prompt file runs that case in every variant', async () => {
    await clickCase(triage, '- id: dead-button');
    assert.deepEqual(await askedMarkers(), ['dead-button', 'dead-button']);
  });

  it('over a row of JSONL runs that row', async () => {
    await clickCase('data/tickets.jsonl', '"id": "thank-you"');
    assert.deepEqual(await askedMarkers(), ['thank-you', 'thank-you']);
  });

  it('over a CSV record of two lines runs that record', async () => {
    await clickCase('data/articles.csv', '[[harvest]]');
    assert.deepEqual(await askedMarkers(), ['harvest']);
    const [request] = (await providerLog()).requests;
    assert.match(JSON.stringify(request?.body), /dry summer\\nthe harvest was poor/);
  });

  it('over a case of a YAML dataset runs that case on each model of the prompt', async () => {
    await clickCase('data/faq.yml', '- id: parking');
    const { requests } = await providerLog();
    assert.deepEqual(requests.map(({ marker, model }) => `${marker} ${model}`).toSorted(), [
      'parking large',
      'parking small',
    ]);
  });

  it('tells what came of the case, passed and failed', async () => {
    await scriptProvider({ otherwise: { reply: { answer: { text: 'bug' } } } });
    const { results } = await openApi();
    for (const [id, outcome] of [
      ['dead-button', 'passed'],
      ['change-language', 'failed'],
    ] as const) {
      await clickCase(triage, `- id: ${id}`);
      const document = await openWorkspaceFile(triage);
      await lensAt(document, lineWith(document, `- id: ${id}`), outcome);
      assert.deepEqual(outcomesOf(results.ofCase(workspacePath(triage), id)), [
        `base mock/small: ${outcome}`,
        `short mock/small: ${outcome}`,
      ]);
    }
    const document = await openWorkspaceFile(triage);
    const lenses = await lensesOf(document);
    const line = lineWith(document, '- id: change-language');
    const titles = lenses
      .filter(({ range }) => range.start.line === line)
      .map(({ command }) => command.title);
    assert.ok(titles.includes('Show diff'), titles.join(' | '));
  });

  it('over a prompt runs all of its cases, those of its datasets included', async () => {
    const document = await openWorkspaceFile(triage);
    await click(await lensAt(document, 0, 'Run 8 cases'));
    const expected = [
      'change-language',
      'charged-twice',
      'crash-on-start',
      'dead-button',
      'invite-colleague',
      'late-refund',
      'thank-you',
      'wrong-total',
    ].flatMap((id) => [id, id]);
    assert.deepEqual(await askedMarkers(), expected);
  });

  it('over a variant runs that variant alone', async () => {
    const document = await openWorkspaceFile(triage);
    await click(await lensAt(document, lineWith(document, '- name: short'), 'Run short'));
    const { requests } = await providerLog();
    assert.equal(requests.length, 8);
    for (const { body } of requests) {
      assert.match(JSON.stringify(body), /billing, bug, how-to or other\?/);
    }
  });

  it('runs what stands in the editor, saved or not', async () => {
    const document = await openWorkspaceFile(triage);
    await replaceText(document, 'The export button does nothing.', 'The button hides.');
    await replaceText(document, 'You sort support tickets.', 'You sort letters.');
    await click(await lensAt(document, lineWith(document, '- id: dead-button'), 'Run case'));
    const { requests } = await providerLog();
    const bodies = requests.map(({ body }) => JSON.stringify(body));
    assert.equal(bodies.length, 2);
    assert.ok(bodies.every((body) => body.includes('[[dead-button]] The button hides.')));
    assert.equal(bodies.filter((body) => body.includes('You sort letters.')).length, 1);
    assert.ok(document.isDirty);
  });

  it('runs an unsaved row of a dataset as it stands', async () => {
    const document = await openWorkspaceFile('data/tickets.jsonl');
    await replaceText(document, 'It closes as soon as I open it.', 'It never opens.');
    await click(await lensAt(document, lineWith(document, '[[crash-on-start]]'), 'Run case'));
    const bodies = (await providerLog()).requests.map(({ body }) => JSON.stringify(body));
    assert.equal(bodies.length, 2);
    assert.ok(bodies.every((body) => body.includes('[[crash-on-start]] It never opens.')));
  });

  it('on all models asks the approved ones that have a key, and no other', async () => {
    const provider = process.env['ASSAY_TEST_PROVIDER'];
    const mock = { kind: 'compatible', baseUrl: provider, key: 'none', stream: false };
    const keyed = { ...mock, key: { env: 'ASSAY_TEST_MODEL_KEY' } };
    await using _ = await userSetting('providers', { mock, keyed });
    const catalogue = await openWorkspaceFile('assay.models.yml');
    await replaceText(
      catalogue,
      '  - id: mock/old',
      `  - id: keyed/one
    status: approved
    provider: keyed
    name: keyed-one
    price: { input: 1, output: 1 }
  - id: mock/old`,
    );
    const api = await openApi();
    const document = await openWorkspaceFile('prompts/faq.prompt.yml');
    const asked = async (): Promise<readonly string[]> => {
      await scriptProvider({});
      await click(await lensAt(document, 0, 'Run on all models'));
      return [...new Set((await providerLog()).requests.map(({ model }) => model))].toSorted();
    };
    await eventually('the catalogue is read as it stands', () =>
      api.workspace
        .projectOf(catalogue.uri)
        ?.catalogue?.models.some(({ id }) => id === 'keyed/one'),
    );
    assert.deepEqual(await asked(), ['large', 'small', 'unpriced']);
    process.env['ASSAY_TEST_MODEL_KEY'] = 'sk-of-this-test';
    try {
      assert.deepEqual(await asked(), ['keyed-one', 'large', 'small', 'unpriced']);
    } finally {
      delete process.env['ASSAY_TEST_MODEL_KEY'];
    }
  });

  it('is disabled, with the reason, while the file is broken, and runs nothing', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    const document = await openWorkspaceFile(triage);
    const line = lineWith(document, '- id: dead-button');
    await lensAt(document, line, 'Run case');
    await replaceText(document, '    ticket: "[[dead-button]]', '    ticket: "[[dead-button]]" "');
    const lens = await lensAt(document, line, /circle-slash.*line 2\d: /);
    assert.equal(lens.command.command, '');
    assert.equal(watched.started.length, 0);
  });
});

async function clickCase(file: string, text: string): Promise<void> {
  await openApi();
  const document = await openWorkspaceFile(file);
  await click(await lensAt(document, lineWith(document, text), 'Run case'));
}
