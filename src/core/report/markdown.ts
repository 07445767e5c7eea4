import { plainField } from '#base/plainText.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { candidateFacts } from './candidateFacts.ts';
import { judgeLines } from './judgeFacts.ts';
import { labelTables, type DetailTable } from './labelTables.ts';
import { nameOfCandidate, endSentence, gateLines } from './sentences.ts';

/** What a comment on a pull request may hold, with some room. */
const longest = 65_000;

/**
 * A run as Markdown for a pull request, of at most 65,000 characters. Text from files and models is only ever text: it makes no
 * markup, no link, no image, and calls nobody.
 */
export function runMarkdown(manifest: RunManifest, summary: RunSummary): string {
  const head = [
    `### Assay: ${summaryWord(manifest, summary)}`,
    '',
    ...gateLines(manifest.gate, summary).map((line) => `${markdownText(line.trim())}  `),
    markdownText(endSentence(manifest, summary)),
    '',
    '| prompt | model | passed | scores | trials | latency | tokens | cost |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ].join('\n');
  const tail = `\nRun \`${manifest.id}\`, Assay ${markdownText(manifest.assay)}${commitOf(manifest)}`;
  const room = longest - tail.length - 200;
  let text = head;
  let left = summary.candidates.length;
  for (const candidate of summary.candidates) {
    const facts = candidateFacts(manifest, candidate);
    const row = [
      [`${facts.prompt} / ${facts.variant}`],
      [facts.model],
      facts.verdict,
      facts.scores,
      facts.trials,
      facts.latency,
      facts.tokens,
      [facts.cost, ...facts.judging],
    ].map((lines) => lines.map((line) => markdownText(line.trim())).join('<br>'));
    const line = `\n| ${row.join(' | ')} |`;
    if (text.length + line.length > room) break;
    text += line;
    left -= 1;
  }
  if (left > 0) text += `\n\n${left} more not shown; \`assay history show\` has them all.`;
  text += '\n';
  for (const line of judgeLines(summary.candidates)) {
    const block = `\n${markdownText(line)}  `;
    if (text.length + block.length <= room) text += block;
  }
  if (text.endsWith('  ')) text += '\n';
  for (const candidate of summary.candidates) {
    for (const table of candidate.evaluators.flatMap((one) => labelTables(one))) {
      const block = detailBlock(nameOfCandidate(manifest, candidate.candidate), table);
      if (text.length + block.length <= room) text += block;
    }
  }
  return `${text}${tail}\n`;
}

function summaryWord(manifest: RunManifest, summary: RunSummary): string {
  if (summary.ended !== 'complete') return 'not complete';
  const [verdict = ''] = gateLines(manifest.gate, summary);
  return verdict.replace('Gate: ', 'gate ').replace(/\.$/, '').replace('gate none is set', 'done');
}

function commitOf({ commit }: RunManifest): string {
  return commit === undefined
    ? ''
    : `, commit \`${commit.replace(/[^0-9a-f]/g, '').slice(0, 12)}\``;
}

function detailBlock(name: string, { title, columns, rows }: DetailTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => markdownText(cell)).join(' | ')} |`;
  return [
    '',
    `<details><summary>${markdownText(`${name}: ${title}`)}</summary>`,
    '',
    line(columns),
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.map((row) => line(row)),
    '',
    '</details>',
    '',
  ].join('\n');
}

/** One line that Markdown shows as it is: markup, links, mentions and references are written as entities. */
export function markdownText(text: string): string {
  return plainField(text, 400)
    .replace(/[&<>|`*_[\]!@#~\\$]/g, (found) => `&#${found.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#46;`);
}
