import type { RunComparison } from '#protocol/comparison.ts';
import type { CandidateSummary, RunManifest, RunSummary } from '#protocol/run.ts';
import { sideWords } from '../compareFacts.ts';
import { count, counted, duration, money, percent, percentRange } from '../numbers.ts';
import { endSentence, gateLines } from '../sentences.ts';
import { runTitle } from '../../views/runHeading.ts';
import { html, named, nothing, type Html } from './markup.ts';

/** A fact of a card: its name, the figure, and what is said below it. */
type Card = readonly [name: string, figure: string, below?: string];

/** What one wants to know before anything else. `summary` absent: the run did not end in an orderly way. */
export function headPart(
  manifest: RunManifest,
  summary: RunSummary | undefined,
  comparison: RunComparison | undefined,
): Html {
  const { commit, id, startedAt } = manifest;
  return html`<p class="eyebrow">Assay, report of a run</p>
    <h1>${named(runTitle(manifest.prompts), 300)}</h1>
    <p class="quiet">
      ${dayText(startedAt)}${summary === undefined ? '' : `, took ${duration(summary.wallMs)}`}${
        commit === undefined
          ? nothing
          : html`, commit <span class="mono">${commit.slice(0, 12)}</span>`
      },
      run <span class="mono">${named(id)}</span>
    </p>
    ${summary === undefined ? unended : gateBanner(manifest, summary)}
    ${comparison === undefined ? nothing : comparedBanner(comparison)}
    ${summary === undefined ? nothing : cards(summary)}`;
}

/** `2026-11-23 22:36 UTC`. */
export function dayText(iso: string): Html {
  return named(`${iso.slice(0, 16).replace('T', ' ')} UTC`);
}

const unended = html`<div class="banner warn">
  <strong>The run did not end in an orderly way.</strong>
  <span>What it got until then is below.</span>
</div>`;

function gateBanner(manifest: RunManifest, summary: RunSummary): Html {
  const [verdict = '', ...reasons] = gateLines(manifest.gate, summary);
  const look = !summary.gate.pass ? 'bad' : verdict === 'Gate: passed.' ? 'good' : 'warn';
  return html`<div class="banner ${verdict === 'Gate: none is set.' ? '' : look}">
    <strong>${look === 'bad' ? '✗ ' : look === 'good' ? '✓ ' : ''}${verdict}</strong
    ><span>${endSentence(manifest, summary)}</span>${listOf(reasons)}
  </div>`;
}

function comparedBanner(comparison: RunComparison): Html {
  const { regressed, before, faults } = comparison;
  const flips = comparison.prompts.flatMap(({ candidates }) => candidates);
  const toFailed = flips.reduce((times, one) => times + one.toFailed.length, 0);
  const toPassed = flips.reduce((times, one) => times + one.toPassed.length, 0);
  return html`<div class="banner ${regressed ? 'bad' : ''}">
    <strong>${regressed ? '▼ Regressed' : 'No regression is shown'}</strong
    ><span
      >Against ${named(sideWords(before))}: ${counted(toFailed, 'case')} from passed to failed,
      ${count(toPassed)} from failed to passed.</span
    >${listOf(faults)}
  </div>`;
}

function listOf(lines: readonly string[]): Html {
  if (lines.length === 0) return nothing;
  return html`<ul>
    ${lines.slice(0, 40).map((line) => html`<li>${named(line.trim(), 600)}</li>`)}
  </ul>`;
}

function cards({ candidates, spentUsd }: RunSummary): Html {
  const facts: readonly Card[] = [
    passCard(candidates),
    ['Trials', count(sum(candidates, ({ planned }) => planned)), statesText(candidates)],
    ['Spent now', money(spentUsd), `the replies cost ${replyCost(candidates)} when they were made`],
    [
      'Tokens',
      count(sum(candidates, (one) => one.inputTokens + one.outputTokens)),
      `${count(sum(candidates, (one) => one.inputTokens))} in, ${count(sum(candidates, (one) => one.outputTokens))} out`,
    ],
    ...latencyCard(candidates),
  ];
  return html`<dl class="cards">
    ${facts.map(
      ([name, value, below]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}${below === undefined ? nothing : html`<small>${below}</small>`}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Candidates do not add up: of several the range is told. */
function passCard(candidates: readonly CandidateSummary[]): Card {
  const rated = candidates.flatMap((one) => (one.passRate === undefined ? [] : [one.passRate]));
  const [only] = candidates;
  if (rated.length === 0) return ['Passed', 'no verdict'];
  if (candidates.length === 1 && only?.passRate !== undefined) {
    const range = only.interval === undefined ? '' : `, 95 % ${percentRange(only.interval)}`;
    return [
      'Passed',
      percent(only.passRate),
      `${count(only.passed)} of ${count(only.judged)}${range}`,
    ];
  }
  const [low, high] = [Math.min(...rated), Math.max(...rated)];
  const figure = low === high ? percent(low) : percentRange({ low, high });
  return ['Passed', figure, `lowest and highest of ${counted(rated.length, 'candidate')}`];
}

function statesText(candidates: readonly CandidateSummary[]): string {
  const errors = sum(candidates, ({ states }) => states.error);
  const unknown = sum(candidates, ({ states }) => states.unknown);
  const left = sum(candidates, ({ states }) => states.cancelled + states['budget-reached']);
  return [
    counted(errors, 'error'),
    ...(unknown > 0 ? [`${count(unknown)} never answered`] : []),
    ...(left > 0 ? [`${count(left)} not asked`] : []),
    `${count(sum(candidates, ({ judged }) => judged))} with a verdict`,
  ].join(', ');
}

function replyCost(candidates: readonly CandidateSummary[]): string {
  const known = candidates.every(({ costUsd }) => costUsd !== undefined);
  return money(known ? sum(candidates, ({ costUsd = 0 }) => costUsd) : undefined);
}

function latencyCard(candidates: readonly CandidateSummary[]): readonly Card[] {
  const known = candidates.flatMap(({ latency }) => (latency === undefined ? [] : [latency]));
  if (known.length === 0) return [];
  return [
    [
      'Latency p50',
      durations(known.map(({ p50 }) => p50)),
      `p95 ${durations(known.map(({ p95 }) => p95))}`,
    ],
  ];
}

function sum(
  candidates: readonly CandidateSummary[],
  of: (candidate: CandidateSummary) => number,
): number {
  return candidates.reduce((total, one) => total + of(one), 0);
}

function durations(all: readonly number[]): string {
  const [low, high] = [duration(Math.min(...all)), duration(Math.max(...all))];
  return low === high ? low : `${low} to ${high}`;
}
