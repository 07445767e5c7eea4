import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { judges } from '#core/metrics/judges/judges.ts';
import { codeIn } from '#support/evidence.ts';
import { evidenceFrom, fixtureOf, judgeOf } from '#support/metricFixture.ts';

const file = 'test/fixtures/judges/prompts.json';

/** Every word that a judge is asked about its fixture, as a hash. */
async function asked(kind: string): Promise<readonly [prompt: string, hash: string]> {
  const metric = judges.find((one) => one.kind === kind);
  assert.ok(metric);
  const fixture = await fixtureOf(kind);
  const judge = judgeOf(fixture);
  const settings = z.parse(metric.settings, fixture.with);
  const { details } = await metric.measure(evidenceFrom(fixture), settings, judge);
  const words = judge.questions.map((question) => {
    const code = codeIn(question);
    assert.notEqual(code, '');
    const text = question.messages.map(({ content }) => content).join('\n');
    return text.replaceAll(code, '#');
  });
  const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16);
  const prompt = details?.['prompt'];
  assert.ok(typeof prompt === 'string');
  return [prompt, hash];
}

describe('what judges are asked', () => {
  it('changes only together with the version of the prompt, which is stored with each score', async () => {
    const known = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, string>>;
    const found = Object.fromEntries(await Promise.all(judges.map(({ kind }) => asked(kind))));
    // Where only hashes differ: count the version up, then write down the new ones.
    assert.deepEqual(found, known);
  });
});
