import { html, nothing, type TemplateResult } from 'lit';
import type { SideRef } from '#protocol/panel.ts';
import type { CompareView } from '#protocol/panelCompare.ts';
import type { RunHeading } from '#protocol/panelRun.ts';
import { dropdown, type Choice } from '../../controls/controls.ts';
import { visibleString } from '#base/visibleText.ts';
import { candidateText, timeText } from '../../parts/words.ts';

const mostSides = 6;

/** Which candidates are compared; the first is what the others are compared with. */
export function sideChoice(
  runs: readonly RunHeading[],
  sides: readonly SideRef[],
  view: CompareView | undefined,
  choose: (sides: readonly SideRef[]) => void,
): TemplateResult {
  const known = choicesOf(runs);
  const next = known.find((one) => !sides.some((side) => keyOf(side) === one.value));
  return html`<div class="row sides" role="group" aria-label="What is compared">
    ${sides.map((side, at) => {
      const key = keyOf(side);
      const listed = known.some((one) => one.value === key);
      const name = view?.sides[at]?.name;
      const own: Choice = { value: key, label: name === undefined ? key : candidateText(name) };
      return html`<span class="row side">
        <span class="quiet"
          >${at === 0 ? 'Before' : sides.length > 2 ? `After ${at}` : 'After'}</span
        >
        ${dropdown({
          label: at === 0 ? 'Compared with' : `Compared ${at}`,
          choices: listed ? known : [own, ...known],
          value: key,
          choose: (chosen) =>
            choose(sides.map((one, place) => (place === at ? refOf(chosen) : one))),
        })}
        ${
          sides.length > 2 && at > 0
            ? html`<button
                class="tool"
                aria-label="Leave out side ${at}"
                @click=${() => choose(sides.filter((_, place) => place !== at))}
              >
                ✕
              </button>`
            : nothing
        }
      </span>`;
    })}
    ${
      sides.length === 2
        ? html`<button class="tool" @click=${() => choose(sides.toReversed())}>Swap</button>`
        : nothing
    }
    ${
      sides.length < mostSides && next !== undefined
        ? html`<button class="tool" @click=${() => choose([...sides, refOf(next.value)])}>
            Add
          </button>`
        : nothing
    }
  </div>`;
}

function choicesOf(runs: readonly RunHeading[]): readonly Choice[] {
  return [...baselinesOf(runs), ...candidatesOf(runs)];
}

/** What was accepted of each candidate, once, however many runs it had. */
function baselinesOf(runs: readonly RunHeading[]): readonly Choice[] {
  const found = new Map<string, Choice>();
  for (const { prompts, candidates } of runs) {
    for (const { prompt, variant, model } of candidates) {
      const of = prompts[prompt];
      if (of?.hasBaseline !== true) continue;
      const value = keyOf({ kind: 'baseline', file: of.file, variant, model });
      const label = `${candidateText({ variant, model })} · ${visibleString(of.name)} · baseline`;
      found.set(value, { value, label });
    }
  }
  return [...found.values()];
}

function candidatesOf(runs: readonly RunHeading[]): readonly Choice[] {
  return runs.flatMap(({ run, startedAt, title, candidates }) =>
    candidates.map((one) => ({
      value: keyOf({ kind: 'run', run, candidate: one.candidate }),
      label: `${candidateText(one)} · ${visibleString(title)} · ${timeText(startedAt)}`,
    })),
  );
}

/** What a choice is told by; read back by `refOf`. */
function keyOf(ref: SideRef): string {
  return ref.kind === 'run'
    ? JSON.stringify([ref.run, ref.candidate])
    : JSON.stringify([ref.file, ref.variant, ref.model]);
}

function refOf(key: string): SideRef {
  const parts = JSON.parse(key) as readonly [string, number] | readonly [string, string, string];
  return parts.length === 2
    ? { kind: 'run', run: parts[0], candidate: parts[1] }
    : { kind: 'baseline', file: parts[0], variant: parts[1], model: parts[2] };
}
