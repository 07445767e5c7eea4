import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { click, lensAt, lineWith } from '../lenses.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import {
  askedMarkers,
  outcomesOf,
  runsOnDisk,
  trialsOf,
  userSetting,
  watchSessions,
} from '../runs.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

const triage = 'prompts/triage.prompt.yml';
const summary = 'prompts/summary.prompt.yml';
const faq = 'prompts/faq.prompt.yml';
const slow = { latencyMs: 3000 };
const wrongKey = { status: 401, body: { error: { message: 'no such key' } } };

describe('a run', () => {
  beforeEach(() => scriptProvider({}));
  afterEach(forgetEdits);

  it('that is cancelled ends within a second, asks nothing more, and keeps what was answered', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    await scriptProvider({
      rules: ['charged-twice', 'bridge'].map((marker) => ({
        when: { marker },
        do: { latencyMs: 0 },
      })),
      otherwise: { ...slow, reply: { answer: { text: 'billing' } } },
    });
    const document = await openWorkspaceFile(triage);
    const clicked = click(await lensAt(document, 0, 'Run 8 cases'));
    await eventually('one is answered and others are under way', async () => {
      const { count } = await providerLog();
      return count >= 3 && (watched.started[0]?.progress?.finished ?? 0) >= 1;
    });
    await lensAt(document, 0, 'Cancel');
    const startedAt = performance.now();
    await vscode.commands.executeCommand('assay.cancelRuns');
    const { count } = await providerLog();
    await clicked;
    const took = performance.now() - startedAt;
    assert.ok(took < 1000, `It took ${took} ms.`);
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'ended', JSON.stringify(end));
    assert.equal(end.summary.ended, 'cancelled');

    // Another run goes all the way meanwhile.
    await clickCase('data/articles.csv', '[[bridge]]');
    const markers = (await askedMarkers()).filter((marker) => marker !== 'bridge');
    assert.equal(markers.length, count);

    const root = workspacePath('');
    const trials = await trialsOf(api, watched.started[0]?.target.root ?? root, end.summary.id);
    const replied = trials.filter(({ state }) => state === 'replied');
    assert.ok(replied.length >= 1);
    assert.ok(replied.every(({ caseId }) => caseId === 'charged-twice'));
    await lensAt(document, lineWith(document, '- id: charged-twice'), 'passed');
    await lensAt(document, 0, 'Run 8 cases');
  });

  it('that may cost more than the person allows sends nothing and leaves nothing', async () => {
    await openApi();
    await using _ = await userSetting('budget.perRunUsd', 0.000_001);
    const before = runsOnDisk();
    await clickPrompt(triage);
    assert.equal((await providerLog()).count, 0);
    assert.deepEqual(runsOnDisk(), before);
  });

  it('on a model without a price, at a provider that takes a key, sends nothing unasked', async () => {
    await openApi();
    const baseUrl = process.env['ASSAY_TEST_PROVIDER'];
    const keyed = { kind: 'compatible', baseUrl, key: { env: 'ASSAY_TEST_MODEL_KEY' } };
    await using _ = await userSetting('providers', { mock: keyed });
    process.env['ASSAY_TEST_MODEL_KEY'] = 'sk-of-this-test';
    try {
      const document = await openWorkspaceFile(summary);
      await replaceText(document, 'model: mock/small', 'model: mock/unpriced');
      const before = runsOnDisk();
      await clickPrompt(summary);
      assert.equal((await providerLog()).count, 0);
      assert.deepEqual(runsOnDisk(), before);
    } finally {
      delete process.env['ASSAY_TEST_MODEL_KEY'];
    }
  });

  it('whose provider fails shows an error, never a failure', async () => {
    const api = await openApi();
    const headers = { 'x-should-retry': 'false' };
    for (const [behaviour, code] of [
      [{ status: 500, headers, body: { error: { message: 'oops' } } }, 'server-error'],
      [wrongKey, 'unauthorized'],
      [{ headers, body: 'not what was asked for' }, 'bad-reply'],
      [{ headers, fault: { kind: 'half-json' as const } }, 'bad-reply'],
    ] as const) {
      await scriptProvider({ otherwise: behaviour });
      await clickCase('data/articles.csv', '[[library]]');
      const document = await openWorkspaceFile('data/articles.csv');
      await lensAt(document, lineWith(document, '[[library]]'), `error: ${code}`);
      const results = api.results.ofCase(workspacePath(summary), 'library');
      assert.deepEqual(outcomesOf(results), ['base mock/small: error']);
    }
  });

  it('whose key is refused stops', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    await scriptProvider({ otherwise: wrongKey });
    await clickPrompt(triage);
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'ended', JSON.stringify(end));
    assert.equal(end.summary.ended, 'stopped');
    assert.equal(end.summary.failure?.code, 'unauthorized');
  });

  it('with something wrong in its file is refused with the place, and sends nothing', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    const document = await openWorkspaceFile(triage);
    await replaceText(document, 'model: mock/small', 'model: mock/old');
    const before = runsOnDisk();
    await clickPrompt(triage);
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'refused', JSON.stringify(end));
    assert.match(end.message, /^prompts\/triage\.prompt\.yml:3: .*mock\/old/);
    assert.equal((await providerLog()).count, 0);
    assert.deepEqual(runsOnDisk(), before);
  });

  it('of one prompt goes on beside one of another', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    await scriptProvider({ otherwise: { latencyMs: 300 } });
    await Promise.all([clickPrompt(summary), clickPrompt(faq)]);
    const ends = await Promise.all(watched.started.map(({ done }) => done));
    assert.deepEqual(
      ends.map((end) => end.kind === 'ended' && end.summary.ended),
      ['complete', 'complete'],
    );
    const markers = await askedMarkers();
    assert.deepEqual(markers, [
      'bridge',
      'harvest',
      'library',
      'opening-hours',
      'opening-hours',
      'parking',
      'parking',
    ]);
  });

  it('of a case can start while all of its prompt are being run', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    await scriptProvider({ otherwise: { latencyMs: 500, reply: { answer: { text: 'bridge' } } } });
    const whole = clickPrompt(summary);
    await eventually('the first is asked', async () => (await providerLog()).count > 0);
    const csv = await openWorkspaceFile('data/articles.csv');
    await lensAt(csv, lineWith(csv, '[[bridge]]'), 'running');
    await clickCase('data/articles.csv', '[[bridge]]');
    await whole;
    const ends = await Promise.all(watched.started.map(({ done }) => done));
    assert.deepEqual(
      ends.map((end) => end.kind === 'ended' && end.summary.candidates[0]?.planned),
      [3, 1],
    );
    assert.deepEqual(await askedMarkers(), ['bridge', 'bridge', 'harvest', 'library']);
    await lensAt(csv, lineWith(csv, '[[bridge]]'), 'passed');
    await lensAt(csv, lineWith(csv, '[[harvest]]'), 'failed');
  });
});

describe('saving', () => {
  beforeEach(() => scriptProvider({}));
  afterEach(forgetEdits);

  it('runs a prompt only while that is turned on for it, not above its budget, and not while it runs', async () => {
    const api = await openApi();
    const path = workspacePath(summary);
    const document = await openWorkspaceFile(summary);
    const root = api.workspace.promptOf(document.uri)?.root ?? '';
    let edits = 0;
    const save = async (): Promise<void> => {
      edits += 1;
      await replaceText(document, 'name: summary', `name: summary # ${edits}`);
      await document.save();
    };
    const toggle = async (): Promise<void> => {
      await vscode.commands.executeCommand('assay.toggleRunOnSave', { root, prompt: path });
    };
    using watched = watchSessions(api);
    await save();
    assert.equal(watched.started.length, 0);

    await toggle();
    await lensAt(document, 0, 'Runs on save');
    await save();
    assert.deepEqual(
      watched.started.map(({ origin, target }) => [origin, target.prompts]),
      [['save', [path]]],
    );
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'ended', JSON.stringify(end));
    assert.deepEqual(await askedMarkers(), ['bridge', 'harvest', 'library']);

    await scriptProvider({});
    {
      await using _ = await userSetting('runOnSave.budgetUsd', 0);
      await save();
      assert.equal((await watched.started[1]?.done)?.kind, 'refused');
      assert.equal((await providerLog()).count, 0);
    }

    await scriptProvider({ otherwise: { latencyMs: 700 } });
    for (const target of [
      { root, prompts: [path] },
      { root, prompts: [] },
    ]) {
      const { length } = watched.started;
      const busy = api.sessions.start({ target, origin: 'person' });
      await save();
      assert.equal(watched.started.length, length + 1);
      busy.cancel();
      await busy.done;
    }

    await toggle();
    const { length } = watched.started;
    await save();
    assert.equal(watched.started.length, length);
    await replaceText(document, /name: .*/.exec(document.getText())?.[0] ?? '', 'name: summary');
    await document.save();
  });

  it('a dataset runs the prompts that use it and have it turned on', async () => {
    const api = await openApi();
    const document = await openWorkspaceFile('data/articles.csv');
    const [use] = api.workspace.usesOf(document.uri);
    const { root = '', path: prompt = '' } = use?.prompt ?? {};
    await vscode.commands.executeCommand('assay.toggleRunOnSave', { root, prompt });
    using watched = watchSessions(api);
    await replaceText(document, 'opens on Monday', 'opens on Tuesday');
    await document.save();
    const end = await watched.onlyEnd();
    assert.ok(end.kind === 'ended', JSON.stringify(end));
    assert.match(JSON.stringify((await providerLog()).requests), /opens on Tuesday/);
    await vscode.commands.executeCommand('assay.toggleRunOnSave', { root, prompt });
    await replaceText(document, 'opens on Tuesday', 'opens on Monday');
    await document.save();
    assert.equal(watched.started.length, 1);
  });
});

async function clickPrompt(file: string): Promise<void> {
  const document = await openWorkspaceFile(file);
  await click(await lensAt(document, 0, /Run \d+ cases/));
}

async function clickCase(file: string, text: string): Promise<void> {
  const document = await openWorkspaceFile(file);
  await click(await lensAt(document, lineWith(document, text), 'Run case'));
}
