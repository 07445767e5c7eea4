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
import { markdownText } from './markdown.ts';
import { count } from './numbers.ts';

/** What a comment on a pull request may hold, with some room. */
const longest = 65_000;
const mostLines = 20;

/**
 * A comparison as Markdown for a pull request, of at most 65,000 characters. Names are only ever text: they make no markup,
 * no link, no image, and call nobody.
 */
export function compareMarkdown(comparison: RunComparison): string {
  const head = [
    `### Assay: ${comparison.regressed ? 'regressed' : 'compared'}`,
    '',
    `Before: ${markdownText(sideWords(comparison.before))}  `,
    `After: ${markdownText(sideWords(comparison.after))}`,
    '',
    markdownText(outcomeSentence(comparison)),
    '',
  ].join('\n');
  const tail = [...leftOutBlock(comparison), methodLines(comparison).join(' '), ''].join('\n');
  let text = head;
  let left = 0;
  for (const { name, candidates } of comparison.prompts) {
    for (const candidate of candidates) {
      const block = candidateBlock(name, candidate);
      if (text.length + block.length + tail.length > longest - 200) left += 1;
      else text += block;
    }
  }
  if (left > 0) text += `\n${count(left)} more not shown; \`assay compare\` has them all.\n`;
  return `${text}\n${tail}`;
}

function leftOutBlock(comparison: RunComparison): readonly string[] {
  const lines = [...comparison.faults, ...leftOutLines(comparison)].slice(0, mostLines);
  return lines.length === 0 ? [] : [...lines.map((line) => `- ${markdownText(line)}`), ''];
}

function candidateBlock(prompt: string, candidate: CandidateComparison): string {
  return [
    '',
    `#### ${markdownText(`${prompt} / ${candidateWords(candidate)}`)}`,
    '',
    `${markdownText(pairedWords(candidate))}.`,
    ...flipBlock('From passed to failed', candidate.toFailed),
    ...flipBlock('From failed to passed', candidate.toPassed),
    ...measureTable(candidate),
    '',
  ].join('\n');
}

function flipBlock(title: string, flips: readonly Flip[]): readonly string[] {
  if (flips.length === 0) return [];
  const lines = flips.slice(0, mostLines).map((flip) => {
    const words = flipWords(flip);
    return `- ${markdownText(flip.caseId)}${words === '' ? '' : `: ${words}`}`;
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
