import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '#extension/ids.ts';
import { forgetEdits, replaceText } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { lineWith } from '../lenses.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { askedMarkers, watchSessions } from '../runs.ts';
import { openApi, openWorkspaceFile } from '../window.ts';

describe('the Test Explorer', () => {
  beforeEach(() => scriptProvider({ otherwise: { reply: { answer: { text: 'bug' } } } }));
  afterEach(forgetEdits);

  it('lists prompts, variants and cases, with where each stands', async () => {
    const { prompt } = await triageItem();
    const variants = children(prompt);
    assert.deepEqual(
      variants.map(({ label }) => label),
      ['base', 'short'],
    );
    const cases = children(variants[1]);
    assert.deepEqual(
      cases.map(({ label }) => label),
      [
        'charged-twice',
        'dead-button',
        'change-language',
        'late-refund',
        'crash-on-start',
        'invite-colleague',
        'thank-you',
        'wrong-total',
      ],
    );
    const row = cases.find(({ label }) => label === 'thank-you');
    assert.ok(row?.uri?.path.endsWith('/data/tickets.jsonl'));
    assert.equal(row?.range?.start.line, 3);
  });

  it('runs the case at the cursor', async () => {
    await triageItem();
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    const line = lineWith(document, '- id: dead-button');
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(line, 4, line, 4);
    await vscode.commands.executeCommand('testing.runAtCursor');
    await eventually('it is asked', async () => (await providerLog()).count > 0);
    const markers = new Set(await askedMarkers());
    assert.deepEqual([...markers], ['dead-button']);
  });

  it('runs everything, and tells passed, failed and errors apart', async () => {
    await scriptProvider({
      rules: [
        {
          when: { marker: 'parking' },
          do: { status: 500, headers: { 'x-should-retry': 'false' }, body: 'oops' },
        },
      ],
      otherwise: { reply: { answer: { text: 'bug' } } },
    });
    await triageItem();
    using told = await hearResults();
    await vscode.commands.executeCommand('testing.runAll');
    await told.ended();
    assert.equal(told.of('triage base dead-button'), 'passed');
    assert.equal(told.of('triage short change-language'), 'failed: how-to, not bug');
    assert.equal(told.of('faq base parking'), 'errored');
    assert.equal(told.of('faq base opening-hours'), 'failed: nine to five, not bug');
    assert.equal((await providerLog()).count, 16 + 3 + 4);
  });

  it('runs what is included without what is excluded', async () => {
    const { prompt, run } = await triageItem();
    const [base, short] = children(prompt);
    const inBase = children(base);
    const out = [...inBase.slice(2), ...(short === undefined ? [] : [short])];
    await run(new vscode.TestRunRequest([prompt], out));
    assert.deepEqual(await askedMarkers(), ['charged-twice', 'dead-button']);
  });

  it('runs one variant without the others', async () => {
    const { prompt, run } = await triageItem();
    await run(new vscode.TestRunRequest(children(prompt).slice(1)));
    const bodies = (await providerLog()).requests.map(({ body }) => JSON.stringify(body));
    assert.equal(bodies.length, 8);
    assert.ok(bodies.every((body) => body.includes('billing, bug, how-to or other?')));
  });

  it('runs on all models that are approved and have a key', async () => {
    const { prompt, onAllModels } = await triageItem();
    const catalogue = await openWorkspaceFile('assay.models.yml');
    await replaceText(
      catalogue,
      '  - id: mock/old',
      '  - { id: openai/keyless, status: approved, provider: openai, name: keyless }\n  - id: mock/old',
    );
    const { workspace } = await openApi();
    await eventually('the catalogue is read as it stands', () =>
      workspace
        .projectOf(catalogue.uri)
        ?.catalogue?.models.some(({ id }) => id === 'openai/keyless'),
    );
    const one = children(children(prompt)[0])[0];
    assert.ok(one !== undefined);
    await onAllModels(new vscode.TestRunRequest([one]));
    const models = (await providerLog()).requests.map(({ model }) => model);
    assert.deepEqual(models.toSorted(), ['large', 'small', 'unpriced']);
  });

  it('offers the tiers that assay.yml names as long as it does, and runs one as the command line would', async () => {
    await triageItem();
    const suite = await openWorkspaceFile('assay.yml');
    await replaceText(suite, 'version: 1', 'version: 1\ntiers: { few: { level: 2, sample: 1 } }');
    const api = await openApi();
    const { tests } = api;
    const few = await eventually('the tier has a profile', () =>
      tests.profiles.find(({ label }) => label === 'Run tier few'),
    );
    using told = await hearResults();
    await runningOf(few)(new vscode.TestRunRequest());
    await told.ended();
    const asked = (await askedMarkers()).length;
    // A case of each prompt, on each of its variants and models.
    assert.ok(asked > 0 && asked < 8, String(asked));
    assert.equal((await providerLog()).count, asked);
    using watched = watchSessions(api);
    await vscode.commands.executeCommand(commands.runTier, 'few');
    assert.equal((await watched.onlyEnd()).kind, 'ended');
    assert.equal(watched.started[0]?.manifest?.tier?.name, 'few');
    assert.equal((await providerLog()).count, 2 * asked);
    await forgetEdits();
    await eventually('the profile is gone with the tier', () => tests.profiles.length === 2);
  });

  it('stops when its run is cancelled', async () => {
    const api = await openApi();
    using watched = watchSessions(api);
    await triageItem();
    await scriptProvider({ otherwise: { latencyMs: 3000 } });
    const running = vscode.commands.executeCommand('testing.runAll');
    await eventually('something is asked', async () => (await providerLog()).count > 0);
    await vscode.commands.executeCommand('testing.cancelRun');
    const end = await watched.started[0]?.done;
    assert.ok(end?.kind === 'ended', JSON.stringify(end));
    assert.equal(end.summary.ended, 'cancelled');
    const { count } = await providerLog();
    await running;
    assert.equal((await providerLog()).count, count);
    assert.equal(api.sessions.active.length, 0);
  });

  it('follows the cases of a prompt when asked to look again', async () => {
    const { prompt } = await triageItem();
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    await replaceText(document, '- id: dead-button', '- id: dead-switch');
    await vscode.commands.executeCommand('testing.refreshTests');
    await eventually('the case has its new name', () =>
      children(children(prompt)[0]).some(({ label }) => label === 'dead-switch'),
    );
    assert.ok(children(children(prompt)[1]).every(({ label }) => label !== 'dead-button'));
  });

  it('offers no debugging', async () => {
    const { tests } = await openApi();
    assert.deepEqual(
      tests.profiles.map(({ label, kind }) => [label, kind]),
      [
        ['Run', vscode.TestRunProfileKind.Run],
        ['Run on all models', vscode.TestRunProfileKind.Run],
      ],
    );
  });
});

type Running = (request: vscode.TestRunRequest) => Promise<void>;

/** The item of the prompt `triage` with all that is below it. */
async function triageItem(): Promise<{
  readonly prompt: vscode.TestItem;
  readonly run: Running;
  readonly onAllModels: Running;
}> {
  const { tests } = await openApi();
  const { controller, profiles } = tests;
  const prompt = await eventually('the prompt has an item', () =>
    Array.from(controller.items, ([, item]) => item).find(({ label }) => label === 'triage'),
  );
  await controller.resolveHandler?.(prompt);
  await eventually('the cases have items', () => children(children(prompt)[1]).length === 8);
  return { prompt, run: runningOf(profiles[0]), onAllModels: runningOf(profiles[1]) };
}

function runningOf(profile: vscode.TestRunProfile | undefined): Running {
  return async (request) => {
    const { token } = new vscode.CancellationTokenSource();
    await profile?.runHandler(request, token);
  };
}

function children(item: vscode.TestItem | undefined): readonly vscode.TestItem[] {
  return Array.from(item?.children ?? [], ([, child]) => child);
}

interface Told extends Disposable {
  /** `passed`, `errored`, `failed: expected, not actual`, by prompt, variant and case. */
  readonly of: (name: string) => string | undefined;
  ended(): Promise<void>;
}

/** What VS Code is told of each case in the next run. */
async function hearResults(): Promise<Told> {
  const { controller } = (await openApi()).tests;
  const told = new Map<string, string>();
  const ended = Promise.withResolvers<void>();
  const create = controller.createTestRun.bind(controller);
  const take = (item: vscode.TestItem, what: string): void => {
    const names = [item.parent?.parent?.label, item.parent?.label, item.label];
    told.set(names.join(' '), what);
  };
  controller.createTestRun = (...args) => {
    const run = create(...args);
    return {
      ...run,
      token: run.token,
      enqueued: (item) => run.enqueued(item),
      started: (item) => run.started(item),
      appendOutput: (...output) => run.appendOutput(...output),
      passed(item, duration) {
        take(item, 'passed');
        run.passed(item, duration);
      },
      skipped(item) {
        take(item, 'skipped');
        run.skipped(item);
      },
      failed(item, messages, duration) {
        const [message] = Array.isArray(messages) ? messages : [messages];
        take(item, `failed: ${message?.expectedOutput}, not ${message?.actualOutput}`);
        run.failed(item, messages, duration);
      },
      errored(item, messages, duration) {
        take(item, 'errored');
        run.errored(item, messages, duration);
      },
      end() {
        run.end();
        ended.resolve();
      },
    };
  };
  return {
    of: (name) => told.get(name),
    ended: () => ended.promise,
    [Symbol.dispose]() {
      controller.createTestRun = create;
    },
  };
}
