import type { JsonObject } from '#base/json.ts';
import { krippendorffAlpha } from '#core/stats/agreement.ts';
import { Differences, golden, resultOf, valueOf } from '#support/parity.ts';
import { prepared } from '#support/scoring.ts';

type Figures = Readonly<Record<string, number | null>>;

describe('classification beside scikit-learn', () => {
  it('gives the same figures over all cases', async function () {
    const differences = new Differences();
    type Row = readonly [number, readonly number[], readonly number[], Figures];
    for (const [size, expected, predicted, figures] of golden('labels') as readonly Row[]) {
      const labels = Array.from({ length: size }, (_, index) => `l${index}`);
      const ready = await prepared('label', { labels, ordered: true });
      const statistics = expected.map(
        (one, at) =>
          valueOf(ready, labels[predicted[at] ?? size] ?? 'none', labels[one] ?? '').statistic,
      );
      const ours = resultOf(ready, statistics).figures;
      for (const [name, theirs] of Object.entries(figures)) {
        differences.add(
          `${name} of ${expected.join()} and ${predicted.join()}`,
          ours[name],
          theirs,
        );
      }
    }
    differences.settle(this.test);
  });

  it("gives the same Krippendorff's alpha as NLTK", function () {
    const differences = new Differences();
    type Row = readonly [readonly (readonly number[])[], number, number];
    for (const [units, nominal, interval] of golden('alpha') as readonly Row[]) {
      differences.add(JSON.stringify(units), krippendorffAlpha(units), nominal);
      differences.add(JSON.stringify(units), krippendorffAlpha(units, 'interval'), interval);
    }
    differences.settle(this.test);
  });

  it('rates rankings the same', async function () {
    const differences = new Differences();
    type Row = readonly [readonly string[], JsonObject, number, Readonly<Record<string, number>>];
    for (const [reply, relevant, k, figures] of golden('rankings') as readonly Row[]) {
      for (const [name, theirs] of Object.entries(figures)) {
        const kind = name === 'ndcg-at-k' ? 'ndcg' : name;
        const ready = await prepared(kind, name.endsWith('-at-k') ? { k } : {});
        const { value } = valueOf(ready, JSON.stringify(reply), relevant);
        differences.add(JSON.stringify([name, k, reply, relevant]), value, theirs);
      }
    }
    differences.settle(this.test);
  });
});
