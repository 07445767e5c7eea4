import type { CandidateComparison, Flip, RunComparison } from '#protocol/comparison.ts';
import {
  candidateWords,
  flipWords,
  leftOutLines,
  measureFacts,
  methodLines,
  outcomeSentence,
  pairedWords,
  sideWords,
} from './compareFacts.ts';
import { MarkdownPage, markdownText } from './markdownPage.ts';
import { count } from './numbers.ts';

const mostLines = 20;

/**
 * A comparison as Markdown for a pull request, of at most 65,000 characters. Names are only ever text: they make no markup,
 * no link, no image, and call nobody.
 */
export function compareMarkdown(comparison: RunComparison): string {
  const rest = leftOutBlock(comparison);
  const page = new MarkdownPage(
    [
      `### Assay: ${comparison.regressed ? 'regressed' : 'compared'}`,
      '',
      `Before: ${markdownText(sideWords(comparison.before))}  `,
      `After: ${markdownText(sideWords(comparison.after))}`,
      '',
      markdownText(outcomeSentence(comparison)),
      '',
    ].join('\n'),
    `\n${rest}${rest === '' ? '' : '\n'}${methodLines(comparison).join(' ')}\n`,
  );
  const left = page.addEach(candidateBlocks(comparison), 200);
  if (left > 0) page.add(`\n${count(left)} more not shown; \`assay compare\` has them all.\n`);
  return page.whole();
}

/** What could not be compared, a line each; empty where all was. */
export function leftOutBlock(comparison: RunComparison): string {
  const all = [...comparison.faults, ...leftOutLines(comparison)];
  const lines = all.slice(0, mostLines).map((line) => `- ${markdownText(line)}\n`);
  const more = all.length - lines.length;
  return lines.join('') + (more > 0 ? `- … and ${count(more)} more\n` : '');
}

/** A block for each candidate: flips, then measures. */
function candidateBlocks({ prompts }: RunComparison): readonly string[] {
  return prompts.flatMap(({ name, candidates }) =>
    candidates.map((candidate) => candidateBlock(name, candidate)),
  );
}

function candidateBlock(prompt: string, candidate: CandidateComparison): string {
  return [
    ...headOf(prompt, candidate),
    '',
    `${markdownText(pairedWords(candidate))}.`,
    ...flipsOf(candidate),
    ...measureTable(candidate),
    '',
  ].join('\n');
}

/** The flips alone, of the candidates that have any. */
export function flipBlocks({ prompts }: RunComparison): readonly string[] {
  return prompts.flatMap(({ name, candidates }) =>
    candidates.flatMap((candidate) => {
      const flips = flipsOf(candidate);
      return flips.length === 0 ? [] : [[...headOf(name, candidate), ...flips, ''].join('\n')];
    }),
  );
}

/** The measures alone. */
export function measureBlocks({ prompts }: RunComparison): readonly string[] {
  return prompts.flatMap(({ name, candidates }) =>
    candidates.map((candidate) =>
      [
        ...headOf(name, candidate),
        '',
        `${markdownText(pairedWords(candidate))}.`,
        ...measureTable(candidate),
        '',
      ].join('\n'),
    ),
  );
}

function headOf(prompt: string, candidate: CandidateComparison): readonly string[] {
  return ['', `#### ${markdownText(`${prompt} / ${candidateWords(candidate)}`)}`];
}

function flipsOf({ toFailed, toPassed }: CandidateComparison): readonly string[] {
  return [
    ...flipBlock('From passed to failed', toFailed),
    ...flipBlock('From failed to passed', toPassed),
  ];
}

function flipBlock(title: string, flips: readonly Flip[]): readonly string[] {
  if (flips.length === 0) return [];
  const lines = flips.slice(0, mostLines).map((flip) => {
    const words = flipWords(flip);
    return `- ${markdownText(flip.caseId, 80)}${words === '' ? '' : `: ${words}`}`;
  });
  const more = flips.length - lines.length;
  return [
    '',
    `${title}: ${count(flips.length)}`,
    '',
    ...lines,
    ...(more > 0 ? [`- … and ${count(more)} more`] : []),
  ];
}

function measureTable({ measures }: CandidateComparison): readonly string[] {
  const rows = measures.flatMap(measureFacts).map((facts) => {
    const cells = [
      [facts.name],
      [facts.cases],
      [facts.before],
      [facts.after],
      [facts.change, facts.range],
      [facts.p],
      [facts.verdict, ...facts.notes],
    ];
    const texts = cells.map((lines) =>
      lines
        .filter((line) => line !== '')
        .map((line) => markdownText(line))
        .join('<br>'),
    );
    return `| ${texts.join(' | ')} |`;
  });
  if (rows.length === 0) return [];
  return [
    '',
    '| measure | cases | before | after | change | p | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}
