import assert from 'node:assert/strict';
import type { SarifBuilder } from 'node-sarif-builder';
import { lintSarif } from '#core/report/sarif/lintSarif.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { reportedRun } from '#support/reportedRun.ts';

type Log = SarifBuilder['log'];

describe('SARIF', () => {
  it('of a run has each case that failed or broke, where it stands in its file', async () => {
    await using run = await reportedRun('ffppeppp');
    const log = JSON.parse(await run.report('sarif')) as Log;
    assertSarif(log);
    const results = log.runs[0]?.results ?? [];
    assert.deepEqual(
      results.map(({ ruleId, level, locations }) => {
        const place = locations?.[0]?.physicalLocation;
        return [ruleId, level, place?.artifactLocation?.uri, place?.region?.startLine];
      }),
      [
        ['case-regressed', 'error', 'prompts/triage.prompt.yml', 10],
        ['case-regressed', 'error', 'prompts/triage.prompt.yml', 10],
        ['case-broke', 'warning', 'prompts/triage.prompt.yml', 12],
      ],
    );
    assert.equal(
      results[0]?.message.text,
      'refund failed: triage / base on mock/small. It passed in the baseline. right did not pass. Expected: billing Reply: no idea 0',
    );
    const prints = results.map(({ partialFingerprints }) => partialFingerprints?.['assay/v1']);
    assert.equal(new Set(prints).size, 3);
  });

  it('of lint has a rule for each code, and the place of each problem relative to the root', async () => {
    const problem: Problem = {
      code: 'unknown-key',
      severity: 'warning',
      file: '/work/p/a b.prompt.yml',
      range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } },
      message: 'There is no key "modle\u202e".',
      allowed: 'model',
      next: 'Write "model".',
    };
    const error: Problem = { ...problem, code: 'yaml', severity: 'error', range: fileStart };
    const text = await lintSarif('1.2.3', [problem, problem, error], (file) => file.slice(8));
    const log = JSON.parse(text) as Log;
    assertSarif(log);
    const [run] = log.runs;
    assert.deepEqual(
      run?.tool.driver.rules?.map(({ id, defaultConfiguration }) => [
        id,
        defaultConfiguration?.level,
      ]),
      [
        ['unknown-key', 'warning'],
        ['yaml', 'error'],
      ],
    );
    const [first] = run?.results ?? [];
    const place = first?.locations?.[0]?.physicalLocation;
    assert.equal(place?.artifactLocation?.uri, 'a%20b.prompt.yml');
    assert.deepEqual(place.region, { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 });
    assert.equal(
      first?.message.text,
      'There is no key "modle[U+202E]". Allowed: model. Write "model".',
    );
  });

  it('without a finding is still a whole log', async () => {
    const log = JSON.parse(await lintSarif('1.2.3', [], (file) => file)) as Log;
    assertSarif(log);
    assert.deepEqual(log.runs[0]?.results, []);
  });
});

/** What the schema of SARIF 2.1.0 asks of the parts that are written. */
function assertSarif(log: Log): void {
  assert.equal(log.version, '2.1.0');
  assert.match(
    log.$schema ?? '',
    /^https:\/\/docs\.oasis-open\.org\/.*sarif-schema-2\.1\.0\.json$/,
  );
  assert.equal(log.runs.length, 1);
  for (const { tool, results = [], artifacts = [], columnKind } of log.runs) {
    assert.equal(columnKind, 'utf16CodeUnits');
    assert.equal(tool.driver.name, 'Assay');
    const rules = tool.driver.rules ?? [];
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { id, shortDescription, help, defaultConfiguration } of rules) {
      assert.match(id, /^[a-z0-9-]+$/);
      assert.ok((shortDescription?.text ?? '') !== '' && (help?.text ?? '') !== '');
      assert.match(defaultConfiguration?.level ?? '', /^(?:none|note|warning|error)$/);
    }
    for (const { ruleId, ruleIndex = -1, message, level, locations = [] } of results) {
      assert.equal(rules[ruleIndex]?.id, ruleId);
      assert.ok((message.text ?? '') !== '');
      assert.match(level ?? '', /^(?:none|note|warning|error)$/);
      for (const { physicalLocation } of locations) {
        const { uri = '', uriBaseId, index = -1 } = physicalLocation?.artifactLocation ?? {};
        assert.equal(uriBaseId, '%SRCROOT%');
        assert.match(uri, /^[\w.~!$&'()*+,;=:@%/-]+$/);
        assert.equal(artifacts[index]?.location?.uri, uri);
        for (const value of Object.values(physicalLocation?.region ?? {}))
          assert.ok(Number.isInteger(value) && Number(value) >= 1);
      }
    }
  }
}
