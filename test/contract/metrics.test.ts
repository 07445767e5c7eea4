import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { builtinMetrics, metricOf } from '#core/metrics/builtin.ts';
import type { Evidence, EvidenceField, Metric, PreparedEvaluator } from '#core/metrics/metric.ts';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { consentsOf, openScorers, type ScorerSession } from '#core/scorers/openScorers.ts';
import { readCommand } from '#core/scorers/consent/scorerCommand.ts';
import { evidenceFrom, fixtureOf, judgeOf } from '#support/metricFixture.ts';
import { scorerSetup } from '#support/scorers.ts';
import { prepared } from '#support/scoring.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

/** The prompt of the fixtures stands beside this repository's `package.json`. */
let scorers: ScorerSession | undefined;
let home: TemporaryFolder | undefined;

before(async () => {
  home = await temporaryFolder();
  const setup = scorerSetup(home.path);
  const disk = nodeFiles(nodeClock);
  const root = process.cwd();
  const source = { prompt: 'a.prompt.yml', files: [], env: [], timeoutMs: 1000, parallel: 1 };
  const { with: settings } = await fixtureOf('process');
  const command = settings['command'] as readonly string[];
  const reading = await readCommand(disk, root, { ...source, command });
  assert.ok('command' in reading);
  await consentsOf(setup, nodeClock).allow(root, reading.command);
  scorers = openScorers({ files: disk, clock: nodeClock, root, setup, purpose: 'run' });
});

after(async () => {
  await scorers?.close();
  await home?.[Symbol.asyncDispose]();
});

const prepare = (kind: string, settings: JsonObject): Promise<PreparedEvaluator> =>
  prepared(kind, settings, undefined, scorers);

const without: Readonly<Record<EvidenceField, Partial<Evidence>>> = {
  reply: {},
  expected: { expected: undefined },
  values: { testCase: evidence('').testCase, messages: [] },
  latency: { latencyMs: undefined },
  cost: { costUsd: undefined },
  usage: { usage: undefined },
};

function contract(metric: Metric): void {
  it('scores its fixture as the fixture says, prepared or not', async () => {
    const fixture = await fixtureOf(metric.kind);
    const seen = evidenceFrom(fixture);
    const ready = await prepare(metric.kind, fixture.with);
    assert.deepEqual((await ready.measure(seen, judgeOf(fixture))).score, fixture.score);
    const settings = z.parse(metric.settings, fixture.with);
    const { score } = await metric.measure(seen, settings, judgeOf(fixture));
    const isHelped = metric.runsCode === true || metric.kind === 'assertions';
    if (isHelped) assert.equal(score.outcome, 'failed');
    else assert.deepEqual(score, fixture.score);
  });

  it('gives the same evidence the same verdict', async () => {
    const fixture = await fixtureOf(metric.kind);
    const ready = await prepare(metric.kind, fixture.with);
    const first = await ready.measure(evidenceFrom(fixture), judgeOf(fixture));
    assert.deepEqual(await ready.measure(evidenceFrom(fixture), judgeOf(fixture)), first);
  });

  for (const field of metric.needs.filter((one) => one !== 'reply')) {
    it(`is not applicable without ${field}`, async () => {
      const fixture = await fixtureOf(metric.kind);
      const ready = await prepare(metric.kind, fixture.with);
      const seen = { ...evidenceFrom(fixture), ...without[field] };
      const { score } = await ready.measure(seen, judgeOf(fixture));
      assert.equal(score.outcome, 'not-applicable');
    });
  }

  it('keeps its value in its range and never throws, whatever the reply', async () => {
    const fixture = await fixtureOf(metric.kind);
    const ready = await prepare(metric.kind, fixture.with);
    const [least, most] = metric.range;
    // Columns that the fixture has, the reply, and what is expected: each is anything.
    const columns = Object.keys(fixture.values ?? {});
    const anyValues = fc.record(Object.fromEntries(columns.map((name) => [name, anyColumn])));
    const anyReply = fc.oneof(anyText, fc.constant(fixture.reply));
    await fc.assert(
      fc.asyncProperty(anyReply, anyJson, anyText, anyValues, async (reply, ...rest) => {
        const [expected, answer, values] = rest;
        const plain = evidence(reply, { expected: expected as JsonValue });
        const testCase = { ...plain.testCase, values: values as JsonObject };
        const seen = { ...plain, testCase };
        const { score } = await ready.measure(seen, new FakeJudge([answer], 'judge'));
        if (score.outcome !== 'scored') return score.why.length > 0;
        return Number.isFinite(score.value) && score.value >= least && score.value <= most;
      }),
      { numRuns: 60 },
    );
  });

  it('describes its settings as JSON Schema, with a text for each', () => {
    const schema = z.toJSONSchema(metric.settings, { io: 'input', target: 'draft-7' });
    assert.equal(schema.type, 'object');
    assert.equal(schema.additionalProperties, false);
    for (const [name, one] of Object.entries(schema.properties ?? {})) {
      assert.ok(typeof one === 'object' && one.description, `${name} has no description`);
    }
  });

  it('says in one to five sentences what it measures and where that comes from', () => {
    assert.match(metric.documentation, /Source: /);
    const [text = ''] = metric.documentation.split(' Source: ');
    const sentences = text.split(/(?<=\.)\s/).length;
    assert.ok(sentences >= 1 && sentences <= 5, `${sentences} sentences`);
    assert.notEqual(metric.title, '');
    assert.notDeepEqual(metric.useCases, []);
  });

  it('has a direction, a range and a kind that finds it', () => {
    assert.ok(['higher', 'lower'].includes(metric.better));
    assert.ok(metric.range[0] < metric.range[1]);
    assert.equal(metricOf(metric.kind), metric);
    if (metric.kind === 'assertions') return;
    assert.equal(metric.level === 'corpus', metric.accumulate !== undefined);
    const asksModels = metric.judges !== undefined || metric.embedders !== undefined;
    assert.equal(metric.cost === 'judge', asksModels);
  });
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('', ' ', '4', '-0', '1e999', '\u{0}', '\u{D800}', '`'.repeat(6), '{{x}}', '[['),
);
const anyColumn = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.json({ maxDepth: 2 }),
  fc.array(fc.record({ id: fc.string(), text: fc.string(), start: fc.nat(), end: fc.nat() })),
);
const anyJson = fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined });

for (const metric of builtinMetrics) {
  describe(`the metric ${metric.kind}`, () => {
    contract(metric);
  });
}
