import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '#base/json.ts';
import type { Score } from '#protocol/score.ts';
import { builtinMetrics, metricOf } from '#core/metrics/builtin.ts';
import type { Evidence, EvidenceField, Metric } from '#core/metrics/metric.ts';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { prepared } from '#support/scoring.ts';

interface Fixture {
  readonly with: JsonObject;
  readonly reply: string;
  readonly expected?: JsonValue;
  readonly values?: JsonObject;
  readonly judge?: string;
  readonly score: Score;
}

async function fixtureOf(kind: string): Promise<Fixture> {
  const file = `test/fixtures/metrics/${kind.replaceAll('/', '-')}.json`;
  return JSON.parse(await readFile(file, 'utf8')) as Fixture;
}

function evidenceFrom({ reply, expected, values = {} }: Fixture): Evidence {
  const plain = evidence(reply, { expected });
  return { ...plain, testCase: { ...plain.testCase, values } };
}

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
    const tools = new FakeJudge([fixture.judge ?? '']);
    const ready = await prepared(metric.kind, fixture.with);
    assert.deepEqual((await ready.measure(seen, tools)).score, fixture.score);
    const settings = z.parse(metric.settings, fixture.with);
    assert.deepEqual((await metric.measure(seen, settings, tools)).score, fixture.score);
  });

  it('gives the same evidence the same verdict', async () => {
    const fixture = await fixtureOf(metric.kind);
    const ready = await prepared(metric.kind, fixture.with);
    const tools = new FakeJudge([fixture.judge ?? '']);
    const first = await ready.measure(evidenceFrom(fixture), tools);
    assert.deepEqual(await ready.measure(evidenceFrom(fixture), tools), first);
  });

  for (const field of metric.needs.filter((one) => one !== 'reply')) {
    it(`is not applicable without ${field}`, async () => {
      const fixture = await fixtureOf(metric.kind);
      const ready = await prepared(metric.kind, fixture.with);
      const seen = { ...evidenceFrom(fixture), ...without[field] };
      const { score } = await ready.measure(seen, new FakeJudge([fixture.judge ?? '']));
      assert.equal(score.outcome, 'not-applicable');
    });
  }

  it('keeps its value in its range and never throws, whatever the reply', async () => {
    const fixture = await fixtureOf(metric.kind);
    const ready = await prepared(metric.kind, fixture.with);
    const [least, most] = metric.range;
    await fc.assert(
      fc.asyncProperty(anyText, anyJson, anyText, async (reply, expected, answer) => {
        const seen = evidence(reply, { expected: expected as JsonValue });
        const { score } = await ready.measure(seen, new FakeJudge([answer]));
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
    assert.equal(metric.level === 'corpus', metric.accumulate !== undefined);
    assert.equal(metric.cost === 'judge', metric.judges !== undefined);
  });
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('', ' ', '4', '-0', '1e999', '\u{0}', '\u{D800}', '`'.repeat(6), '{{x}}', '[['),
);
const anyJson = fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined });

for (const metric of builtinMetrics) {
  describe(`the metric ${metric.kind}`, () => {
    contract(metric);
  });
}
