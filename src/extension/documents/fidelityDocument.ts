import { fidelityCounts } from '#core/formats/fidelity.ts';
import { writePromptYml } from '#core/formats/promptYml/write.ts';
import { fidelityLines } from '#core/report/fidelity.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { codeSpan, plainLine, table } from './markdown.ts';

/** What became of each key of a file that was written for another tool. */
export function fidelityDocument(prompt: Prompt): string {
  const { file, fidelity } = prompt;
  const title = `# ${codeSpan(file)}`;
  if (fidelity === undefined) return `${title}\n\nThe file is Assay's own: all of it counts.\n`;
  const rows = fidelityLines(file, fidelity).map(([place, fate, key, note]) => [
    codeSpan(place),
    fate,
    codeSpan(key),
    plainLine(note),
  ]);
  const { losses } = writePromptYml(prompt, file);
  return [
    title,
    `${fidelity.length} keys: ${fidelityCounts(fidelity)}.`,
    ...(losses.length === 0
      ? []
      : [`An import loses this:\n\n${losses.map((line) => `- ${plainLine(line)}`).join('\n')}`]),
    ...(rows.length === 0 ? [] : [table(['Place', 'Became', 'Key', 'Why'], rows)]),
  ]
    .join('\n\n')
    .concat('\n');
}
