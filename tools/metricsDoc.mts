/** Writes docs/metrics.md from the metrics themselves: `node tools/metricsDoc.mts`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { builtinMetrics } from '../src/core/metrics/builtin.ts';
import { costText, levelText, rangeText, settingsOf } from '../src/core/metrics/describe.ts';
import type { Metric } from '../src/core/metrics/metric.ts';

/** The whole page. */
export function metricsPage(): string {
  return (
    [introduction, table(), ...builtinMetrics.map(section), parity, addingOne].join('\n\n') + '\n'
  );
}

const introduction = `# Metrics

<!-- Made by tools/metricsDoc.mts from the metrics themselves; change those. -->

An evaluator names a metric with \`uses:\`, its settings with \`with:\`, and optionally a \`threshold\`: the value that
passes, at least where higher is better, at most where lower is. A threshold takes the place of the metric's own pass.

\`\`\`yaml
evaluators:
  - name: right queue
    uses: label
    with: { labels: [billing, bug, how-to] }
  - name: close to the reference
    uses: edit-similarity
    threshold: 0.8
\`\`\`

A score is a number, *not applicable* (the case lacks what the metric needs) or *failed* (the metric or its judge broke).
The last two are never counted as 0. Settings are checked before anything is paid for. Metrics that ask a model are
explained in [judges](judges.md). What no metric says, a [scorer of your own](scorers.md) can.

Which ones to take: [choosing metrics](choosing-metrics.md), or \`assay metrics suggest\` with a use case or a prompt file.`;

function table(): string {
  const rows = builtinMetrics.map((metric) =>
    [
      `[\`${metric.kind}\`](#${anchor(metric)})`,
      metric.title,
      metric.needs.join(', '),
      valueText(metric),
      levelText(metric),
      costText(metric),
    ].join(' | '),
  );
  const head = 'metric | what | needs | value | over | cost';
  return [head, '--- | --- | --- | --- | --- | ---', ...rows].map((row) => `| ${row} |`).join('\n');
}

function section(metric: Metric): string {
  const lines = [`## ${metric.kind}`, metric.documentation, `For: ${metric.useCases.join(', ')}.`];
  const settings = settingsTable(metric);
  if (settings !== '') lines.push(settings);
  return lines.join('\n\n');
}

function settingsTable(metric: Metric): string {
  const rows = settingsOf(metric).map(({ name, isRequired, usual, description }) => {
    const shown = isRequired ? 'required' : usual === undefined ? '' : `\`${usual}\``;
    return `| \`${name}\` | ${shown} | ${description.replaceAll('|', '\\|')} |`;
  });
  if (rows.length === 0) return '';
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function valueText(metric: Metric): string {
  if (metric.scale !== undefined) return 'as its settings say; 0 to 1, higher is better';
  return `${rangeText(metric)}, ${metric.better} is better`;
}

function anchor({ kind }: Metric): string {
  return kind.replaceAll('/', '');
}

const parity = `## Beside the reference implementations

\`test/unit/core/parity\` holds these figures to what the reference implementations give, to 1e-9, on own texts in
fourteen scripts and seeded changes of them, and on the edges: nothing, one token, ties, no positives, punctuation, emoji.

| figure | reference |
| --- | --- |
| \`bleu\`, \`chrf\`, \`ter\`, of one text and of all | sacreBLEU 2.6.0 |
| \`rouge\`, and the stemmer | rouge-score 0.1.2, NLTK 3.10.4 |
| \`label\`; \`map\` and \`ndcg\` | scikit-learn 1.9.1 |
| \`recall-at-k\`, \`precision-at-k\`, \`mrr\` | the formula |
| normal distribution, Wilcoxon, bootstrap (percentile and BCa, on Assay's draws), permutation | scipy 1.17.1 |
| McNemar, Wilson, Clopper-Pearson, Holm, Benjamini-Hochberg | statsmodels 0.15.0 |
| Newcombe's paired interval, mid-p, smallest effect, power, pass@k | the formula, on scipy and statsmodels |
| Krippendorff's alpha | NLTK 3.10.4 |

The numbers are committed, so that tests need no Python; \`npm run parity\` makes them anew and compares all three. What
to know of the references:

- The \`zh\` tokenizer of sacreBLEU writes code points above U+FFFF with four digits: U+2001 to U+2A6D, curly quotes and
  dashes among them, count as Chinese, ideographs from U+20000 on do not. Kept, so that scores compare.
- Tercom's rules for kana never match in sacreBLEU, since the text starts with a space by then. Kept.
- rouge-score gives 0 where the expected text has no token it knows; here that is not applicable.
- scikit-learn gives Matthews' correlation as 0 where it is 0/0, and kappa as NaN; here both are left out.
- scipy's Wilcoxon gives NaN for 14 and more differences that are all 0; here p is 1. Which of exact and normal it takes
  follows scipy 1.17: exact up to 50 without ties and zeros, up to 13 with them.
- Approximate randomisation in sacreBLEU counts only larger differences, and so calls two equal results different; here
  equal ones count.
- Lower case, punctuation and symbols are those of the Unicode version at hand: Python 3.11 has 14, Node 24 has 17. Only
  characters that came later than Unicode 14 can differ.`;

const addingOne = `## Adding a metric

One file, one line, one fixture. The file, in the folder of \`src/core/metrics\` that is named for its use, exports one \`Metric\` (\`metric.ts\` explains each
field; \`exactMatch.ts\` is the smallest, \`regex.ts\` compiles its settings once in \`prepare\`, \`label.ts\` adds up over all
cases). The line goes into \`builtin.ts\`. The fixture, \`test/fixtures/metrics/<kind>.json\`, holds settings, a reply and the
score it must get; \`test/contract/metrics.test.ts\` runs every metric against its fixture and the rules that all share. Then
\`node tools/metricsDoc.mts\` writes this page again.`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('../docs/metrics.md', import.meta.url), metricsPage());
}
