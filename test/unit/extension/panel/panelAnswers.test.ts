import assert from 'node:assert/strict';
import { done, serve, type Server } from '#base/rpc.ts';
import { Texts } from '#core/views/texts.ts';
import { pagePort } from '#extension/panel/pagePort.ts';
import { panelAnswers, type PanelDesk } from '#extension/panel/panelAnswers.ts';
import type { Nothing, PanelMethods, PanelNotice } from '#protocol/panel.ts';
import { panelParams } from '#protocol/panelGuards.ts';
import { FakePage } from '#support/fakePage.ts';
import { codeOf, valueOf } from '#support/valueOf.ts';
import {
  manifestOf,
  promptFile,
  resultsOf,
  summaryOf,
  viewedProject,
  type ViewedProject,
} from '#support/viewedProject.ts';

const manifest = manifestOf();
const run = manifest.id;
const ref = { run, candidate: 1, caseId: 'refund' };
const nothing: Nothing = {};

interface Office {
  readonly page: FakePage;
  readonly server: Server<PanelNotice>;
  /** What was done outside of the page. */
  readonly acts: string[];
  readonly broken: unknown[];
}

function office(projects: readonly ViewedProject[], change: Partial<PanelDesk> = {}): Office {
  const page = new FakePage();
  const acts: string[] = [];
  const broken: unknown[] = [];
  const act = (...words: readonly unknown[]) => {
    acts.push(words.join(' '));
    return done(nothing);
  };
  const later = (...words: readonly unknown[]) => Promise.resolve(act(...words));
  const desk: PanelDesk = {
    ready: Promise.resolve(),
    projects: () => projects.map(({ root, views }, at) => ({ root, name: `p${at}`, views })),
    texts: new Texts(),
    effects: {
      acceptBaseline: (_root, id) => later('accept', id),
      cancelRun: (id) => act('cancel', id),
      setLabel: (_root, _found, result, { thumb }) => later('label', result?.reply?.text, thumb),
      expect: (_root, { testCase }, expected) => later('expect', testCase?.id, expected),
      openPrompt: (_root, file) => later('prompt', file),
      openCase: (_root, { testCase }) => later('case', testCase?.source.line),
      openDiff: (title, left, right) => later('diff', title, left.text.length, right.text),
      exportReport: (_root, { what, format }) => later('export', what.kind, format),
      openLink: (url) => later('link', url),
      copy: (text) => later('copy', text),
    },
    isTrusted: () => true,
    wished: () => undefined,
    currentRoot: () => undefined,
    shows: () => undefined,
    broke(error) {
      broken.push(error);
      return { code: 'broke', message: 'It broke.' };
    },
    ...change,
  };
  const port = pagePort(page);
  const server = serve<PanelMethods, PanelNotice>(port, panelParams, panelAnswers(desk));
  return { page, server, acts, broken };
}

async function projectWithRun(): Promise<ViewedProject> {
  const project = await viewedProject();
  await project.write(manifest, resultsOf(manifest, 'pfppepfp'), summaryOf(run, 2, 3));
  return project;
}

describe('what the panel answers', () => {
  it('begins at the newest run', async () => {
    await using project = await projectWithRun();
    const { page } = office([project]);
    const { route, runs } = valueOf(await page.ask('panel/start', {}));
    assert.deepEqual(route, { page: 'run', run, prompt: 0 });
    assert.deepEqual(
      runs.map((one) => [one.title, one.state, one.candidates.length, one.prompts]),
      [['triage', 'complete', 2, [{ file: promptFile, name: 'triage', hasBaseline: false }]]],
    );
    const view = valueOf(await page.ask('run/view', { run, prompt: 0 }));
    assert.equal(view.finished, 8);
  });

  it('begins at the history where there is no run, and where it was asked to', async () => {
    await using project = await viewedProject();
    const start = valueOf(await office([project]).page.ask('panel/start', {}));
    assert.deepEqual(start, { route: { page: 'history' }, runs: [] });
    const wished = office([project], { wished: () => ({ page: 'models' }) });
    assert.deepEqual(valueOf(await wished.page.ask('panel/start', {})).route, { page: 'models' });
  });

  it('finds a run in whichever project has it, and names the project where there are several', async () => {
    await using project = await projectWithRun();
    await using other = await viewedProject();
    const shown: string[] = [];
    const { page } = office([other, project], { shows: (root) => shown.push(root) });
    const { runs } = valueOf(await page.ask('panel/start', {}));
    assert.deepEqual(
      runs.map(({ title }) => title),
      ['p1: triage'],
    );
    assert.equal(codeOf(await page.ask('run/view', { run, prompt: 0 })), 'done');
    assert.deepEqual(shown, [project.root]);
    assert.equal(codeOf(await page.ask('run/view', { run: 'x', prompt: 0 })), 'no-project');
  });

  it('does what is asked for outside of the page', async () => {
    await using project = await projectWithRun();
    const { page, acts } = office([project]);
    const text = { name: 'reply', text: 'b' };
    for (const outcome of [
      await page.ask('baseline/accept', { run }),
      await page.ask('run/cancel', { run }),
      await page.ask('label/set', { ...ref, label: { thumb: 'up' } }),
      await page.ask('case/expect', { ...ref, expected: 'refunds' }),
      await page.ask('editor/openPrompt', { file: promptFile }),
      await page.ask('editor/openCase', ref),
      await page.ask('editor/openDiff', {
        title: 'A ↔ B',
        left: { ...text, text: 'aa' },
        right: text,
      }),
      await page.ask('report/export', { what: { kind: 'run', run }, format: 'html' }),
      await page.ask('link/open', { url: 'https://example.com' }),
      await page.ask('clipboard/write', { text: 'rows' }),
    ]) {
      assert.equal(codeOf(outcome), 'done');
    }
    assert.deepEqual(acts, [
      `accept ${run}`,
      `cancel ${run}`,
      'label no idea 1 up',
      'expect refund refunds',
      `prompt ${promptFile}`,
      'case 10',
      'diff A ↔ B 2 b',
      'export run html',
      'link https://example.com',
      'copy rows',
    ]);
  });

  it('writes nothing in Restricted Mode, and shows what is stored all the same', async () => {
    await using project = await projectWithRun();
    const { page, acts } = office([project], { isTrusted: () => false });
    assert.deepEqual(
      [
        codeOf(await page.ask('baseline/accept', { run })),
        codeOf(await page.ask('label/set', { ...ref, label: { thumb: 'up' } })),
        codeOf(await page.ask('case/expect', { ...ref, expected: 'x' })),
        codeOf(await page.ask('report/export', { what: { kind: 'run', run }, format: 'csv' })),
      ],
      ['restricted', 'restricted', 'restricted', 'restricted'],
    );
    assert.deepEqual(acts, []);
    assert.equal(codeOf(await page.ask('run/case', ref)), 'done');
    assert.equal(codeOf(await page.ask('history/view', { count: 10 })), 'done');
  });

  it('refuses every message that is not what the page would say', async () => {
    await using project = await projectWithRun();
    const { page, acts, broken } = office([project]);
    const bad: readonly unknown[] = [
      undefined,
      'run/view',
      [],
      { kind: 'request' },
      { kind: 'request', id: '1', method: 'run/cancel', params: { run } },
      { kind: 'request', id: -1, method: 'run/cancel', params: { run } },
      { kind: 'answer', id: 3, ok: true },
    ];
    await page.ask('panel/start', {});
    for (const message of bad) page.send(message);
    const asked: readonly (readonly [method: string, params: unknown])[] = [
      ['run/cancel', {}],
      ['run/cancel', { run: 7 }],
      ['run/rows', { run, prompt: 0, filter: {}, from: 0, count: 1e9 }],
      ['run/rows', { run, prompt: -1, filter: {}, from: 0, count: 1 }],
      ['run/rows', { run, prompt: 0, filter: { outcome: 'all' }, from: 0, count: 1 }],
      [
        'compare/view',
        { sides: Array.from({ length: 9 }, () => ({ kind: 'run', run, candidate: 0 })) },
      ],
      ['label/set', { ...ref, label: { thumb: 'sideways' } }],
      ['toString', {}],
      ['__proto__', {}],
    ];
    for (const [at, [method, params]] of asked.entries()) {
      page.send({ kind: 'request', id: 100 + at, method, params });
    }
    await page.ask('panel/start', {});
    const codes = page.posted.flatMap((packet) => {
      const { id, failure } = packet as { id: number; failure?: { code: string } };
      return id >= 100 ? [failure?.code] : [];
    });
    assert.deepEqual(codes, [
      ...Array.from({ length: 7 }, () => 'bad-request'),
      'unknown-method',
      'unknown-method',
    ]);
    assert.deepEqual([acts, broken], [[], []]);
  });

  it('tells of a fault in few words, and keeps on answering', async () => {
    await using project = await projectWithRun();
    const views = { lines: () => Promise.reject(new Error('EIO at /home/me')) };
    let isBroken = true;
    const { page, broken } = office([], {
      projects: () => [
        isBroken ? { root: '/p', name: 'p', views: views as never } : { ...project, name: 'p' },
      ],
    });
    assert.equal(codeOf(await page.ask('models/switch', { from: 'a', to: 'b' })), 'broke');
    assert.equal(broken.length, 1);
    isBroken = false;
    assert.equal(codeOf(await page.ask('run/view', { run, prompt: 0 })), 'done');
  });
});

describe('a page that is loaded again', () => {
  it('gets no answer to what the page before it has asked', async () => {
    await using project = await projectWithRun();
    const waiting: (() => void)[] = [];
    const { page } = office([project], {
      effects: {
        ...({} as PanelDesk['effects']),
        copy: () =>
          new Promise((resolve) => {
            waiting.push(() => resolve(done(nothing)));
          }),
      },
    });
    void page.ask('clipboard/write', { text: 'old' });
    page.reload();
    const start = page.ask('panel/start', {});
    for (const answer of waiting) answer();
    assert.equal(codeOf(await start), 'done');
    const ids = page.posted.map((packet) => (packet as { id: number }).id);
    assert.deepEqual(ids, [1]);
  });

  it('stops what it no longer wants', async () => {
    await using project = await projectWithRun();
    let wasAborted = false;
    const page = new FakePage();
    const answers = panelAnswers({} as PanelDesk);
    serve<PanelMethods, PanelNotice>(pagePort(page), panelParams, {
      ...answers,
      'clipboard/write': (_params, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            wasAborted = true;
            resolve(done(nothing));
          });
        }),
    });
    const stop = new AbortController();
    const asked = page.ask('clipboard/write', { text: project.root }, stop.signal);
    stop.abort();
    assert.equal(codeOf(await asked), 'cancelled');
    assert.equal(wasAborted, true);
    assert.deepEqual(page.posted, []);
  });
});
