import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { calcPrice } from '@pydantic/genai-prices';
import { readCatalogue } from '#core/catalogue/read.ts';
import { formatOf } from '#core/formats/builtin.ts';

const catalogue = readCatalogue(
  await readFile('examples/assay.models.yml'),
  'examples/assay.models.yml',
);
const million = 1_000_000;

describe('examples', () => {
  it('have a catalogue without a problem', () => {
    assert.deepEqual(catalogue.problems, []);
  });

  it('name retired models with what replaces them', () => {
    const denied = catalogue.value?.models.filter(({ status }) => status === 'blocked') ?? [];
    const replaced = denied.filter(({ replacement }) => replacement !== undefined);
    assert.ok(denied.length > 0);
    assert.equal(replaced.length, denied.length);
  });

  for (const { id, name, price, provider } of catalogue.value?.models ?? []) {
    if (price === undefined || (price.input === 0 && price.output === 0)) continue;
    it(`price ${id} as its service does`, () => {
      const cost = (usage: { input_tokens?: number; output_tokens?: number }) =>
        calcPrice(usage, name, {
          providerId: provider,
          timestamp: new Date(`${price.asOf ?? '2026-11-01'}T00:00:00Z`),
        })?.total_price;
      // The price of the first tokens: some services ask more of long prompts.
      assert.equal((cost({ input_tokens: 1000 }) ?? 0).toFixed(9), (price.input / 1000).toFixed(9));
      assert.equal(
        (cost({ output_tokens: 1000 }) ?? 0).toFixed(9),
        ((price.output * 1000) / million).toFixed(9),
      );
    });
  }

  for (const file of ['examples/spam/spam.prompt.yml', 'examples/tickets/tickets.prompt.yml']) {
    it(`${file} reads without a problem`, async () => {
      const reading = formatOf(file)?.read(await readFile(file), file);
      assert.deepEqual(reading?.problems, []);
      assert.equal(reading?.value?.variants.length, 2);
      assert.equal(reading?.value?.models.length, 2);
    });
  }
});
