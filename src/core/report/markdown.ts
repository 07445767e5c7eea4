import type { RunComparison } from '#protocol/comparison.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { candidateFacts } from './candidateFacts.ts';
import { methodLines, outcomeSentence, sideWords } from './compareFacts.ts';
import { flipBlocks, leftOutBlock, measureBlocks } from './compareMarkdown.ts';
import { judgeLines } from './judgeFacts.ts';
import { labelTables, type DetailTable } from './labelTables.ts';
import { longestComment, MarkdownPage, markdownText } from './markdownPage.ts';
import { count } from './numbers.ts';
import { nameOfCandidate, endSentence, gateLines } from './sentences.ts';

/** What a comment says beside the figures of the run. */
export interface CommentWish {
  /** With the baseline, or another run. */
  readonly comparison?: RunComparison | undefined;
  /** Cases that failed or broke, each in a few words; and how many more there are. */
  readonly troubled?:
    | {
        readonly cases: readonly { readonly title: string; readonly message: string }[];
        readonly left: number;
      }
    | undefined;
  /** An address where more of it is: of the build, or of a report. */
  readonly link?: string | undefined;
  /** Stands in it unseen, so that a later comment can take this one's place. */
  readonly isComment?: boolean;
}

/** The first line of a comment; a script looks for it to replace its own. */
export const commentMark = '<!-- assay: report -->';

const mostReasons = 20;

/**
 * A run as Markdown for a pull request, of at most 65,000 characters: the flips first, then gate, verdicts and cost. Text from
 * files and models is only ever text: it makes no markup, no link, no image, and calls nobody.
 */
export function runMarkdown(
  manifest: RunManifest,
  summary: RunSummary,
  wish: CommentWish = {},
): string {
  const { comparison, troubled, link, isComment } = wish;
  const mark = isComment === true ? `${commentMark}\n` : '';
  const page = new MarkdownPage(
    `${mark}### Assay: ${summaryWord(manifest, summary)}${regressedWord(comparison)}\n`,
    tailOf(manifest, link),
  );
  if (comparison !== undefined) addFlips(page, comparison);
  page.add(`\n${gateBlock(manifest, summary)}\n`);
  addCandidates(page, manifest, summary);
  if (comparison !== undefined) addMeasures(page, comparison);
  if (troubled !== undefined) addTroubled(page, troubled);
  const judges = judgeLines(summary.candidates).map((line) => `${markdownText(line)}  \n`);
  if (judges.length > 0) page.add(`\n${judges.join('')}`);
  for (const candidate of summary.candidates) {
    for (const table of candidate.evaluators.flatMap((one) => labelTables(one))) {
      page.add(detailBlock(nameOfCandidate(manifest, candidate.candidate), table));
    }
  }
  return page.whole();
}

function summaryWord(manifest: RunManifest, summary: RunSummary): string {
  if (summary.ended !== 'complete') return 'not complete';
  const [verdict = ''] = gateLines(manifest.gate, summary);
  return verdict.replace('Gate: ', 'gate ').replace(/\.$/, '').replace('gate none is set', 'done');
}

function regressedWord(comparison: RunComparison | undefined): string {
  if (comparison === undefined) return '';
  return comparison.regressed ? ', regressed' : ', no regression shown';
}

function gateBlock(manifest: RunManifest, summary: RunSummary): string {
  const lines = gateLines(manifest.gate, summary);
  const hidden = lines.length - mostReasons;
  return [
    ...lines.slice(0, mostReasons).map((line) => `${markdownText(line.trim())}  `),
    ...(hidden > 0 ? [`… and ${count(hidden)} more  `] : []),
    markdownText(endSentence(manifest, summary)),
  ].join('\n');
}

/** Leaves half of the page: the run's own figures have to find room too. */
function addFlips(page: MarkdownPage, comparison: RunComparison): void {
  page.add(
    `\n${markdownText(`Against ${sideWords(comparison.before)}: ${outcomeSentence(comparison)}`)}\n`,
  );
  const left = page.addEach(flipBlocks(comparison), longestComment / 2);
  if (left > 0) page.add(`\n${count(left)} more not shown; \`assay compare\` has them all.\n`);
}

function addMeasures(page: MarkdownPage, comparison: RunComparison): void {
  const end = '\n</details>\n';
  const keep = 16_000;
  if (!page.add('\n<details><summary>Measures against the baseline</summary>\n', keep)) return;
  const left = page.addEach(measureBlocks(comparison), keep);
  if (left > 0) page.add(`\n${count(left)} more not shown; \`assay compare\` has them all.\n`);
  const rest = leftOutBlock(comparison);
  if (rest !== '') page.add(`\n${rest}`, 200);
  page.add(`\n${methodLines(comparison).join(' ')}\n`, 200);
  page.add(end);
}

function addCandidates(page: MarkdownPage, manifest: RunManifest, summary: RunSummary): void {
  page.add(
    [
      '',
      '| prompt | model | passed | scores | trials | latency | tokens | cost |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '',
    ].join('\n'),
  );
  const rows = summary.candidates.map((candidate) => {
    const facts = candidateFacts(manifest, candidate);
    const cells = [
      [`${facts.prompt} / ${facts.variant}`],
      [facts.model],
      facts.verdict,
      facts.scores,
      facts.trials,
      facts.latency,
      facts.tokens,
      [facts.cost, ...facts.judging],
    ].map((lines) => lines.map((line) => markdownText(line.trim())).join('<br>'));
    return `| ${cells.join(' | ')} |\n`;
  });
  const left = page.addEach(rows, 200);
  if (left > 0) page.add(`\n${left} more not shown; \`assay history show\` has them all.\n`);
}

function addTroubled(
  page: MarkdownPage,
  { cases, left }: NonNullable<CommentWish['troubled']>,
): void {
  if (cases.length === 0) return;
  const end = '\n</details>\n';
  const start = `\n<details><summary>Cases that failed or broke: ${count(cases.length + left)}</summary>\n\n`;
  if (!page.add(start, 2000)) return;
  const lines = cases.map(
    ({ title, message }) =>
      `- **${markdownText(title, 240)}**  \n  ${markdownText(message, 600)}\n`,
  );
  const hidden = page.addEach(lines, 200) + left;
  if (hidden > 0) page.add(`- … and ${count(hidden)} more\n`);
  page.add(end);
}

function tailOf(manifest: RunManifest, link: string | undefined): string {
  const more = link === undefined ? '' : ` · [more](<${linkText(link)}>)`;
  return `\nRun \`${manifest.id}\`, Assay ${markdownText(manifest.assay)}${commitOf(manifest)}${more}\n`;
}

/** An address between angle brackets. */
function linkText(link: string): string {
  return link.slice(0, 2000).replace(/[<>\s\\]/g, (found) => encodeURIComponent(found));
}

function commitOf({ commit }: RunManifest): string {
  return commit === undefined
    ? ''
    : `, commit \`${commit.replace(/[^0-9a-f]/g, '').slice(0, 12)}\``;
}

function detailBlock(name: string, { title, columns, rows }: DetailTable): string {
  return [
    '',
    `<details><summary>${markdownText(`${name}: ${title}`)}</summary>`,
    '',
    tableLine(columns),
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.map(tableLine),
    '',
    '</details>',
    '',
  ].join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => markdownText(cell)).join(' | ')} |`;
}
