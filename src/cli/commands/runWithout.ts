import { plainJson } from '#base/plainText.ts';
import type { Planned } from '#core/engine.ts';
import { changedSentence, selectedLine, selectionJson } from '#core/report/graphFacts.ts';
import { counted } from '#core/report/numbers.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { Echo } from '../terminal/echo.ts';
import type { RunFormat } from '../runFormats.ts';

const mostTold = 20;

/** What `--since` selected, and why. */
export function tellChanged(err: Echo, { changed }: Planned): void {
  if (changed === undefined) return;
  const prompts = [...changed.selection.prompts.values()];
  for (const prompt of prompts.slice(0, mostTold)) err.line(selectedLine(prompt));
  if (prompts.length > mostTold) err.line(`… and ${counted(prompts.length - mostTold, 'prompt')}.`);
  err.line(changedSentence(changed));
}

/** A start that asks nobody, since its tier only renders or nothing was selected, ends here. */
export function tellWithoutRun(out: Echo, { changed, rendered }: Planned, format: RunFormat): void {
  if (format === 'json' || format === 'jsonl') {
    const since =
      changed === undefined
        ? {}
        : {
            since: {
              ref: changed.ref,
              commit: changed.commit,
              ...selectionJson(changed.selection),
            },
          };
    const told = { version: 1, ...(rendered === undefined ? {} : { rendered }), ...since };
    out.json(plainJson(told, format === 'json' ? 2 : undefined));
    return;
  }
  if (rendered === undefined) out.line('There is nothing to run.');
  else {
    const { cases, prompts } = rendered;
    out.line(
      `Rendered ${counted(cases, 'case')} of ${counted(prompts, 'prompt')}; nobody was asked.`,
    );
  }
}

const articled = { judge: 'a judge', 'embedding model': 'an embedding model' } as const;

/** What a tier leaves out, and how many cases a sample has. */
export function tellTier(err: Echo, { tier, leftOut = [], prompts }: RunManifest): void {
  if (tier !== undefined) err.line(`Tier ${tier.name}, level ${tier.level}.`);
  for (const { prompt, evaluator, asks } of leftOut) {
    const { file = '' } = prompts[prompt] ?? {};
    err.line(`Not in this tier: ${file} "${evaluator}", since it asks ${articled[asks]}.`);
  }
  for (const { file, cases, drawnFrom } of prompts) {
    if (drawnFrom === undefined) continue;
    err.line(`Sample of ${file}: ${counted(cases, 'case')} of ${drawnFrom}.`);
  }
}
