import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calibrationLines } from '#core/report/calibrationLines.ts';
import { makeProject } from '#support/project.ts';

const baseUrl = process.env['ASSAY_LIVE_BASE_URL'] ?? 'http://127.0.0.1:8080/v1';
const none = new AbortController().signal;
const fixture = (name: string): Promise<string> =>
  readFile(`test/fixtures/calibration/${name}`, 'utf8');

/** A judge has to end its answer by itself, which a base model does not: of several models the one that can is taken. */
async function liveJudge(): Promise<string> {
  const response = await fetch(`${baseUrl}/models`);
  const { data } = (await response.json()) as { readonly data: readonly { readonly id: string }[] };
  const names = data.map(({ id }) => id);
  return (
    process.env['ASSAY_LIVE_JUDGE'] ??
    names.find((name) => name === 'smollm2-135m') ??
    names[0] ??
    ''
  );
}

describe('a real judge', () => {
  it('is compared with the labels of 24 replies, polite and rude ones', async function () {
    this.timeout(600_000);
    const name = await liveJudge();
    const file = 'polite.prompt.yml';
    await using project = await makeProject({
      baseUrl,
      files: {
        'assay.models.yml': `version: 1
models:
  - { id: live/judge, status: approved, provider: mock, name: "${name}", price: { input: 0, output: 0 }, limits: { concurrency: 1 } }
`,
        [file]: await fixture(file),
        'labels.csv': await fixture('labels.csv'),
      },
    });
    const { engine, path } = project;
    const prompt = join(path, file);
    const source = { file: join(path, 'labels.csv'), prompt, evaluator: 'polite', map: {} };
    assert.deepEqual(await engine.labels.import(source), { problems: [], labels: 24 });
    const { ready, problems } = await engine.judges.plan({ prompt }, none);
    assert.ok(ready, JSON.stringify(problems));
    const report = await engine.judges.calibrate(ready, { signal: none, hear: () => undefined });
    const [judge] = report.judges;
    assert.ok(judge, JSON.stringify(report));
    const { figures, minAgreement } = judge.calibration;
    const lines = calibrationLines(figures, minAgreement).map((line) => `    ${line}\n`);
    process.stdout.write(`\n    ${name}: ${judge.state.status}\n${lines.join('')}`);
    const { labelled, compared, failed, notApplicable, withoutVerdict, kappa } = figures;
    assert.equal(labelled, 24);
    assert.equal(compared + failed + notApplicable + withoutVerdict, 24);
    assert.ok(compared >= 20, `${failed} failed`);
    assert.ok(kappa !== undefined && kappa >= -1 && kappa <= 1);
    assert.equal(judge.state.status, kappa >= 0.6 ? 'calibrated' : 'below');
    assert.equal(judge.state.provisional, true);
    assert.equal((await engine.judges.status()).judges[0]?.state.status, judge.state.status);
  });
});
