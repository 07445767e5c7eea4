import { labelledReplies } from '#core/calibration/labelledReplies.ts';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { CalibrationReport, CalibrationRequest } from '#core/engine.ts';
import { calibrationPath } from '#core/store/calibrations.ts';
import { labelsPath } from '#core/store/labels.ts';
import type { MockBehaviour, MockRule } from '#support/mockScript.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll, type Project } from '#support/project.ts';
import { join } from 'node:path';

const judge = `  - name: polite
    llm:
      modelId: other/small
      prompt: "Is this polite? {{completion}}"
      choices: [{ choice: "yes", score: 1 }, { choice: "no", score: 0 }]
`;
const file = 'asked.prompt.yml';
const none = new AbortController().signal;
const control = { signal: none, hear: () => undefined };

/** Replies `good …` pass and `bad …` fail, in the eyes of people. */
function csv(good: number, bad: number): string {
  const rows = Array.from({ length: good + bad }, (_, place) => {
    const kind = place < good ? 'good' : 'bad';
    return `row-${place % 10},${kind} reply ${place},${kind === 'good' ? 'pass' : 'fail'}`;
  });
  return ['case,output,label', ...rows].join('\n');
}

interface Opened extends AsyncDisposable {
  readonly project: Project;
  readonly asked: () => number;
  calibrate(request?: Partial<CalibrationRequest>): Promise<CalibrationReport>;
}

async function open(
  answer: MockBehaviour | ((prompt: string) => string),
  options: {
    good?: number;
    bad?: number;
    suite?: string;
    prompt?: string;
    rules?: readonly MockRule[];
  } = {},
): Promise<Opened> {
  const { good = 30, bad = 30, suite, prompt = promptOver(10, judge), rules = [] } = options;
  const behaviour: MockBehaviour =
    typeof answer === 'function' ? { reply: { answer, usage: { input: 10, output: 5 } } } : answer;
  const provider = await startMockProvider({ script: { rules, otherwise: behaviour } });
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    withCache: true,
    files: {
      [file]: prompt,
      'labels.csv': csv(good, bad),
      ...(suite === undefined ? {} : { 'assay.yml': suite }),
    },
  });
  const { engine, path } = project;
  const imported = await engine.labels.import({
    file: join(path, 'labels.csv'),
    prompt: join(path, file),
    evaluator: 'polite',
    map: {},
  });
  assert.deepEqual(imported, { problems: [], labels: good + bad });
  return {
    project,
    asked: () => provider.log().count,
    async calibrate(request = {}) {
      const { ready, problems } = await engine.judges.plan(
        { prompt: join(path, file), ...request },
        none,
      );
      assert.ok(ready, JSON.stringify(problems, undefined, 1));
      return engine.judges.calibrate(ready, control);
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

const right = (prompt: string): string => (prompt.includes('good') ? 'yes' : 'no');

describe('a judge that is calibrated', () => {
  it('has a kappa of 1 where it is always right, and its figures are written down', async () => {
    await using opened = await open(right);
    const { judges, problems, spentUsd } = await opened.calibrate();
    assert.deepEqual(problems, []);
    const [one] = judges;
    assert.equal(one?.state.status, 'calibrated');
    assert.equal(one.state.provisional, undefined);
    assert.deepEqual(one.disagreements, []);
    assert.equal(one.calibration.figures.kappa, 1);
    assert.equal(opened.asked(), 60);
    assert.equal(spentUsd.toFixed(6), '0.001200');
    const path = calibrationPath(opened.project.path, file, 'polite');
    assert.equal(one.path, path);
    const written = await readFile(path, 'utf8');
    assert.deepEqual(JSON.parse(written), one.calibration);
    assert.ok(!written.includes('reply 7'), 'no reply is in it');
  });

  it('is below, with a kappa of 0, where it always says yes', async () => {
    await using opened = await open(() => 'yes');
    const [one] = (await opened.calibrate()).judges;
    assert.equal(one?.state.status, 'below');
    const { kappa, accuracy, constant, sensitivity, specificity } = one.calibration.figures;
    assert.deepEqual([kappa, accuracy, constant?.accuracy], [0, 0.5, 0.5]);
    assert.deepEqual([sensitivity?.value, specificity?.value], [1, 0]);
    assert.equal(one.disagreements.length, 30);
    assert.equal(one.disagreements[0]?.judge.why, 'the judge chose "yes"');
  });

  it('is below where it guesses', async () => {
    await using opened = await open({
      reply: { answer: { pick: ['yes', 'no'] }, usage: { input: 10, output: 5 } },
    });
    const [one] = (await opened.calibrate()).judges;
    assert.equal(one?.state.status, 'below');
    const { low = 1, high = -1 } = one.calibration.figures.kappaInterval ?? {};
    assert.ok(low < 0.1 && high > -0.1 && high - low > 0.2, `${low} to ${high}`);
  });

  it('is not calibrated by answers that never came', async () => {
    const rating = '  - { name: polite, uses: github/coherence, with: { modelId: other/small } }\n';
    await using opened = await open(() => 'I would rather not say.', {
      prompt: promptOver(10, rating),
    });
    const [one] = (await opened.calibrate()).judges;
    assert.equal(one?.path, undefined);
    assert.equal(one?.calibration.figures.failed, 60);
    assert.equal(one?.calibration.figures.compared, 0);
    assert.equal(one?.unanswered.length, 60);
    const { judges } = await opened.project.engine.judges.status();
    assert.equal(judges[0]?.state.status, 'uncalibrated');
  });

  it('is asked nothing twice: the cache holds its answers', async () => {
    await using opened = await open(right);
    await opened.calibrate();
    await opened.calibrate({ cache: 'require' });
    assert.equal(opened.asked(), 60);
  });

  it('writes nothing where the budget ends it, or its key is refused', async () => {
    await using opened = await open(right);
    const { judges, stopped } = await opened.calibrate({ maxCostUsd: 0.0083 });
    assert.deepEqual([judges.length, stopped?.code], [0, 'budget-reached']);
    await using other = await open({ status: 401, body: { error: { message: 'no' } } });
    assert.equal((await other.calibrate()).stopped?.code, 'unauthorized');
    assert.ok(other.asked() < 60);
  });

  it('is compared apart from the other judges of its prompt, also where one of them is stopped', async () => {
    const two = judge + judge.replace('polite', 'kind').replace('other/small', 'mock/large');
    const broken = { status: 401, body: { error: { message: 'no' } } };
    await using opened = await open(right, {
      prompt: promptOver(10, two),
      rules: [{ when: { model: 'large' }, do: broken }],
    });
    await opened.project.engine.labels.add(file, [
      { caseId: 'row-1', reply: 'a good one', verdict: 'pass', evaluator: 'kind' },
    ]);
    const { judges, stopped } = await opened.calibrate();
    assert.deepEqual([judges.length, stopped?.code], [1, 'unauthorized']);
    const all = await opened.project.engine.judges.status();
    assert.deepEqual(
      all.judges.map(({ state }) => [state.evaluator, state.status, state.compared]),
      [
        ['polite', 'calibrated', 60],
        ['kind', 'uncalibrated', undefined],
      ],
    );
  });

  it('is provisional with fewer than 50 labels, and stricter where that is asked for', async () => {
    await using opened = await open(
      (prompt) => (prompt.includes('reply 0') ? 'no' : right(prompt)),
      {
        good: 10,
        bad: 10,
      },
    );
    const [one] = (await opened.calibrate()).judges;
    assert.deepEqual(
      [one?.state.status, one?.state.provisional, one?.state.kappa],
      ['calibrated', true, 0.9],
    );
    const [strict] = (await opened.calibrate({ minAgreement: 0.95 })).judges;
    assert.equal(strict?.state.status, 'below');
  });

  it('is counted and priced before it is asked', async () => {
    await using opened = await open(right);
    const request = { prompt: join(opened.project.path, file) };
    const { preflight } = await opened.project.engine.judges.plan(request, none);
    assert.deepEqual([preflight?.judgeCalls, preflight?.calls], [60, 0]);
    assert.ok((preflight?.judgeCostUsd.expected ?? 0) > 0);
    assert.equal(opened.asked(), 0);
  });
});

const codesOf = async (opened: Opened, request: Partial<CalibrationRequest> = {}) => {
  const prompt = join(opened.project.path, file);
  const { problems } = await opened.project.engine.judges.plan({ prompt, ...request }, none);
  return problems.map(({ code, severity }) => `${severity} ${code}`);
};

describe('what a calibration needs', () => {
  it('is a judge, labels, and cases that are there', async () => {
    await using opened = await open(right, { good: 12, bad: 0 });
    assert.deepEqual(await codesOf(opened, { evaluator: 'polight' }), ['error judge-unknown']);
    await opened.project.write(file, promptOver(5, judge));
    assert.deepEqual(await codesOf(opened), ['warning label-without-case']);
    await opened.project.write(file, promptOver(5, judge.replace('polite', 'kind')));
    assert.deepEqual(await codesOf(opened), ['warning judge-without-labels', 'error no-labels']);
    await opened.project.write(file, promptOver(5));
    assert.deepEqual(await codesOf(opened), ['error judge-unknown']);
  });

  it('is a catalogue that allows the judge', async () => {
    await using opened = await open(right);
    await opened.project.write(file, promptOver(10, judge.replace('other/small', 'mock/old')));
    assert.deepEqual(await codesOf(opened), ['error model-blocked']);
  });

  it('is every row of an import: one that is wrong lets none in', async () => {
    await using opened = await open(right, { good: 1, bad: 1 });
    const { engine, path } = opened.project;
    await opened.project.write(
      'more.csv',
      'case,output,label\nrow-1,fine,pass\nrow-2,odd,perhaps\n,lost,pass\n',
    );
    const request = { file: join(path, 'more.csv'), prompt: join(path, file), map: {} };
    const { problems, labels } = await engine.labels.import(request);
    assert.equal(labels, 0);
    assert.deepEqual(
      problems.map(({ message, range }) => `${range.start.line} ${message}`),
      ['3 The label "perhaps" is none.', '4 The row has no text in the column "case".'],
    );
    const unknown = await engine.labels.import({ ...request, evaluator: 'polte' });
    assert.equal(unknown.problems[0]?.code, 'evaluator-unknown');
    assert.equal((await readFile(labelsPath(path, file), 'utf8')).trim().split('\n').length, 2);
  });

  it('is taken back by who said it, once, and a comment alone holds no judge to anything', async () => {
    await using opened = await open(right, { good: 1, bad: 1 });
    const { labels } = opened.project.engine;
    const of = { caseId: 'row-1', reply: 'fine' };
    await labels.add(file, [{ ...of, verdict: 'pass', by: 'Bea' }]);
    const codes = async (): Promise<readonly string[]> =>
      (await labels.withdraw(file, of)).map(({ code }) => code);
    assert.deepEqual(await codes(), ['label-not-own']);
    await labels.add(file, [{ ...of, verdict: 'fail' }]);
    assert.deepEqual(await codes(), []);
    assert.deepEqual(await codes(), ['label-not-own']);
    await labels.add(file, [{ ...of, comment: 'Hm.' }]);
    const { value = [], problems } = await labels.read(file);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value.flatMap(({ reply, by, verdict }) => (reply === 'fine' ? [[by, verdict]] : [])),
      [
        ['Bea', 'pass'],
        ['someone', undefined],
      ],
    );
    assert.deepEqual(
      labelledReplies(value, 'any', true).flatMap(({ reply, verdicts }) =>
        reply === 'fine' ? [verdicts] : [],
      ),
      [['pass']],
    );
  });

  it('never keeps a label with what looks like a key', async () => {
    await using opened = await open(right, { good: 1, bad: 1 });
    const { labels } = opened.project.engine;
    const problems = await labels.add(file, [
      { caseId: 'row-1', reply: 'sk-abcdefghij0123456789klmnop', verdict: 'pass' },
      { caseId: 'row-1', reply: 'fine', verdict: 'fail' },
    ]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['secret-in-label'],
    );
    const { value = [] } = await labels.read(file);
    assert.deepEqual(
      value.map(({ reply, by }) => `${by}: ${reply}`),
      ['someone: good reply 0', 'someone: bad reply 1', 'someone: fine'],
    );
  });
});

// Each reply is "no" in the eyes of the judge, and "yes" in those of exact-match.
const answer = (prompt: string): string => {
  if (prompt.includes('Is this polite?')) return prompt.includes('good') ? 'yes' : 'no';
  return 'yes';
};

describe('a run that asks a judge', () => {
  const suite = 'version: 1\ngate: { passRate: 0.5, judges: calibrated }\n';
  it('says that it is not calibrated, and lets it count where nobody asks for more', async () => {
    await using opened = await open(answer);
    const { summary } = await runAll(opened.project);
    const [candidate] = summary.candidates;
    assert.deepEqual(candidate?.evaluators[1]?.judge, { status: 'uncalibrated' });
    assert.equal(candidate?.evaluators[0]?.judge, undefined);
    assert.deepEqual([candidate?.judged, candidate?.passed], [10, 0]);
    assert.equal(summary.gate.notes, undefined);
  });

  it('lets it only inform where the gate wants calibrated judges', async () => {
    await using opened = await open(answer, { suite });
    const { summary, results } = await runAll(opened.project);
    const [candidate] = summary.candidates;
    assert.deepEqual([candidate?.judged, candidate?.passed], [10, 10]);
    assert.deepEqual(candidate?.evaluators[1]?.judge, { status: 'uncalibrated', informs: true });
    assert.deepEqual([candidate?.evaluators[1]?.judged, candidate?.evaluators[1]?.passed], [10, 0]);
    const { checks, ...gate } = summary.gate;
    assert.deepEqual(
      checks?.map(({ rule, state, found }) => [rule, state, found]),
      [['pass-rate', 'reached', 1]],
    );
    assert.deepEqual(gate, {
      pass: true,
      reasons: [],
      notes: ['The judge "polite" is uncalibrated: its verdict informs and does not count.'],
    });
    assert.deepEqual(results[0]?.scores[1]?.informs, true);
  });

  it('lets it count once it is calibrated, and corrects its pass rate', async () => {
    await using opened = await open(answer, { suite });
    await opened.calibrate();
    const { summary } = await runAll(opened.project);
    const [candidate] = summary.candidates;
    assert.deepEqual([candidate?.judged, candidate?.passed], [10, 0]);
    assert.equal(summary.gate.pass, false);
    const { corrected, ...state } = candidate?.evaluators[1]?.judge ?? {};
    assert.deepEqual(state, { status: 'calibrated', kappa: 1 });
    assert.deepEqual(corrected, { value: 0, interval: { low: 0, high: 0 } });
  });

  it('has no interval for a corrected rate where cases were asked several times', async () => {
    await using opened = await open(answer);
    await opened.calibrate();
    const { summary } = await runAll(opened.project, { repeats: 2 });
    const { corrected } = summary.candidates[0]?.evaluators[1]?.judge ?? {};
    assert.deepEqual(corrected, { value: 0 });
  });

  it('says why a rate cannot be corrected', async () => {
    await using opened = await open(() => 'yes');
    await opened.calibrate();
    const { summary } = await runAll(opened.project);
    assert.deepEqual(summary.candidates[0]?.evaluators[1]?.judge, {
      status: 'below',
      kappa: 0,
      corrected: { why: 'on the labelled replies the judge is no better than chance' },
    });
  });

  it('does not pass a gate whose only verdicts do not count', async () => {
    const only = promptOver(10, judge).replace('  - { name: right, uses: exact-match }\n', '');
    await using opened = await open(answer, { suite, prompt: only });
    const { summary } = await runAll(opened.project);
    assert.deepEqual(summary.gate.reasons, [
      'asked / base on mock/small: no verdict counts, since no judge is calibrated',
    ]);
  });

  it('keeps what it knew of its judges when it is resumed', async () => {
    await using opened = await open(answer, { suite });
    const stopping = new AbortController();
    stopping.abort();
    await runAll(opened.project, {}, { stopping: stopping.signal });
    await opened.calibrate();
    const { ready } = await opened.project.engine.resume('last', {}, none);
    assert.ok(ready);
    const summary = await opened.project.engine.run(ready, {
      stopping: none,
      signal: none,
      tell: () => undefined,
    });
    assert.equal(summary.candidates[0]?.evaluators[1]?.judge?.status, 'uncalibrated');
    assert.equal(summary.candidates[0]?.passed, 10);
  });
});

const status = async (opened: Opened) => (await opened.project.engine.judges.status()).judges[0];

describe('a calibration that holds no more', () => {
  it('is stale when the judge, its question or its choices change, and not for a comment', async () => {
    await using opened = await open(right);
    await opened.calibrate();
    assert.equal((await status(opened))?.state.status, 'calibrated');
    const written = promptOver(10, judge);
    await opened.project.write(file, `# a comment\n${written}# another\n`);
    assert.equal((await status(opened))?.state.status, 'calibrated');
    for (const [from, to] of [
      ['other/small', 'mock/large'],
      ['Is this polite?', 'Is this very polite?'],
      ['"no", score: 0', '"no", score: 0.5'],
    ] as const) {
      await opened.project.write(file, written.replace(from, to));
      assert.equal((await status(opened))?.state.status, 'stale', to);
    }
    await opened.project.write(file, written);
    assert.equal((await status(opened))?.state.status, 'calibrated');
  });

  it('is told of labels that came since', async () => {
    await using opened = await open(right);
    await opened.calibrate();
    assert.equal((await status(opened))?.hasNewLabels, false);
    await opened.project.engine.labels.add(file, [
      { caseId: 'row-1', reply: 'new', verdict: 'pass', evaluator: 'polite' },
    ]);
    const known = await status(opened);
    assert.deepEqual(
      [known?.hasNewLabels, known?.labelled, known?.state.status],
      [true, 61, 'calibrated'],
    );
  });
});
