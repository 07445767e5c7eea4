import type { JsonObject, JsonValue } from '#base/json.ts';
import { Differences, golden, resultOf, valueOf } from '#support/parity.ts';
import { prepared } from '#support/scoring.ts';

interface Golden {
  readonly settings: readonly JsonObject[];
  readonly texts: readonly string[];
  readonly cases: readonly (readonly [number, number, readonly number[], number])[];
  readonly corpora: readonly (readonly [number, boolean, readonly number[], number])[];
}

for (const kind of ['bleu', 'chrf', 'ter']) {
  describe(`${kind} beside sacreBLEU`, () => {
    const { settings, texts, cases, corpora } = golden(kind) as Golden;

    it('is the same for each text', async function () {
      const differences = new Differences();
      const ready = await Promise.all(settings.map((one) => prepared(kind, one)));
      for (const [which, reply, references, score] of cases) {
        const expected = references.map((one) => texts[one] ?? '');
        const { value } = valueOf(ready[which]!, texts[reply] ?? '', expected);
        const what = JSON.stringify([settings[which], texts[reply], expected]);
        differences.add(what, value, score);
      }
      differences.settle(this.test);
    });

    it('is the same for texts together', async function () {
      const differences = new Differences();
      for (const [which, effectiveOrder, members, score] of corpora) {
        const more = kind === 'bleu' ? { effectiveOrder } : {};
        const ready = await prepared(kind, { ...settings[which], ...more });
        const statistics = members.map((member): JsonValue | undefined => {
          const [, reply = 0, references = []] = cases[member] ?? [];
          const expected = references.map((one) => texts[one] ?? '');
          return valueOf(ready, texts[reply] ?? '', expected).statistic;
        });
        const { value } = resultOf(ready, statistics);
        differences.add(JSON.stringify([settings[which], more, members]), value, score);
      }
      differences.settle(this.test);
    });
  });
}
