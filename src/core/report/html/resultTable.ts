import type { CandidateComparison, Measure, RunComparison } from '#protocol/comparison.ts';
import type { CandidateSummary, EvaluatorSummary, RunManifest, RunSummary } from '#protocol/run.ts';
import { candidateFacts } from '../candidateFacts.ts';
import { flipWords, measureFacts } from '../compareFacts.ts';
import { count, figure, percent, percentRange } from '../numbers.ts';
import { attribute, html, named, nothing, type Html } from './markup.ts';
import { scrolled } from './page.ts';

const mostFlips = 50;

/** One prompt of a run, with what it was compared with. */
export interface PromptResults {
  readonly manifest: RunManifest;
  readonly summary: RunSummary;
  /** Index into the manifest's prompts. */
  readonly prompt: number;
  /** With the baseline. */
  readonly comparison?: RunComparison | undefined;
}

/** The summaries of one prompt's candidates. */
export function candidatesOf({
  manifest,
  summary,
  prompt,
}: PromptResults): readonly CandidateSummary[] {
  return summary.candidates.filter((one) => manifest.candidates[one.candidate]?.prompt === prompt);
}

/** A candidate's part of the comparison. */
export function comparedCandidate(
  { manifest, prompt, comparison }: PromptResults,
  candidate: number,
): CandidateComparison | undefined {
  const file = manifest.prompts[prompt]?.file;
  const names = manifest.candidates[candidate];
  return comparison?.prompts
    .find((one) => one.file === file)
    ?.candidates.find(
      ({ after }) => after.variant === names?.variant && after.model === names.model,
    );
}

/** `base` needs no word of its own where every candidate is the prompt as written. */
export function candidateCell(manifest: RunManifest, candidate: number): Html {
  const { variant = 'base', model = 'unknown model' } = manifest.candidates[candidate] ?? {};
  return html`${named(model)}${variant === 'base' ? nothing : html`<small>variant ${named(variant)}</small>`}`;
}

/** Candidates down, metrics across: value, how many were scored, the interval, and what changed against the baseline. */
export function resultTable(results: PromptResults): Html {
  const candidates = candidatesOf(results);
  const names = [
    ...new Map(
      candidates.flatMap(({ evaluators }) => evaluators.map((one) => [one.name, one])),
    ).values(),
  ];
  const { manifest } = results;
  const table = html`<table class="results">
    <thead>
      <tr>
        <th scope="col">Model</th>
        <th scope="col">Passed</th>
        ${names.map(
          ({ name, better }) =>
            html`<th scope="col">${named(name, 60)}<small>${better} is better</small></th>`,
        )}
        <th scope="col">Trials</th>
        <th scope="col">Latency</th>
        <th scope="col">Tokens</th>
        <th scope="col">Cost</th>
      </tr>
    </thead>
    <tbody>
      ${candidates.map((one) => {
        const facts = candidateFacts(manifest, one);
        const compared = comparedCandidate(results, one.candidate);
        return html`<tr>
          <th scope="row">${candidateCell(manifest, one.candidate)}</th>
          <td>${passedCell(one)}${changeOf(compared, undefined)}</td>
          ${names.map(({ name }) => {
            const evaluator = one.evaluators.find((each) => each.name === name);
            return html`<td>${metricCell(evaluator)}${changeOf(compared, name)}</td>`;
          })}
          <td>${stacked(facts.trials)}</td>
          <td class="number">${stacked(facts.latency)}</td>
          <td class="number">${stacked(facts.tokens)}</td>
          <td class="number">${stacked([facts.cost, ...facts.judging])}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
  const name = manifest.prompts[results.prompt]?.name ?? 'the prompt';
  const hasDifferences = candidates.some(
    ({ candidate }) => comparedCandidate(results, candidate) !== undefined,
  );
  return html`${scrolled(attribute(`Results of ${name}`), table)}${
    hasDifferences
      ? html`<p class="note">
          Δ is the difference to the baseline with its 95 % interval, and below it the verdict.
        </p>`
      : nothing
  }`;
}

function passedCell({ judged, passed, passRate, interval, repetitions }: CandidateSummary): Html {
  if (passRate === undefined) return html`<span class="quiet">no verdict</span>`;
  const range = interval === undefined ? '' : `, 95 % ${percentRange(interval)}`;
  const flaky =
    repetitions === undefined
      ? nothing
      : html`<small>${count(repetitions.flaky)} of ${count(repetitions.cases)} cases flaky</small>`;
  return html`<strong>${percent(passRate)}</strong
    ><small>${count(passed)} of ${count(judged)}${range}</small>${flaky}`;
}

function metricCell(evaluator: EvaluatorSummary | undefined): Html {
  if (evaluator === undefined) return html`<span class="quiet">none</span>`;
  const { value, scored, failed, notApplicable, judge } = evaluator;
  const notes = [
    `n = ${count(scored)}`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(notApplicable > 0 ? [`${count(notApplicable)} not applicable`] : []),
    ...(judge === undefined ? [] : [`judge ${judge.status}`]),
  ].join(', ');
  const shown =
    value === undefined
      ? html`<span class="quiet">nothing scored</span>`
      : html`<strong>${figure(value)}</strong>`;
  return html`${shown}<small>${notes}</small>`;
}

function changeOf(compared: CandidateComparison | undefined, evaluator: string | undefined): Html {
  const found = compared?.measures.find((one) => one.evaluator === evaluator);
  if (found === undefined || 'why' in found) return nothing;
  const [facts] = measureFacts(found);
  if (facts === undefined) return nothing;
  const { change, range, verdict } = facts;
  const shown = range === '' ? change : `${change} (${range})`;
  return html`<small>Δ ${shown}</small><small>${verdictWord(verdict)}</small>`;
}

/** The word of a verdict; its colour says nothing that the word does not. */
export function verdictWord(verdict: string): Html {
  const look = { improved: 'good', regressed: 'bad' }[verdict] ?? 'quiet';
  return look === 'good'
    ? html`<span class="word good">▲ ${verdict}</span>`
    : look === 'bad'
      ? html`<span class="word bad">▼ ${verdict}</span>`
      : html`<span class="quiet">${verdict}</span>`;
}

/** Every measure of a candidate against what it was before. */
export function measureTable(label: string, measures: readonly Measure[]): Html {
  const rows = measures.flatMap(measureFacts).map(
    (facts) =>
      html`<tr>
        <th scope="row">${named(facts.name)}</th>
        <td class="number">${facts.cases}</td>
        <td class="number">${facts.before}</td>
        <td class="number">${facts.after}</td>
        <td class="number">${facts.change}<small>${facts.range}</small></td>
        <td class="number">${facts.p}</td>
        <td>
          ${verdictWord(facts.verdict)}${facts.notes.map((note) => html`<small>${note}</small>`)}
        </td>
      </tr>`,
  );
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">Measure</th>
        <th scope="col" class="number">Cases</th>
        <th scope="col" class="number">Before</th>
        <th scope="col" class="number">After</th>
        <th scope="col" class="number">Change<small>95 % interval</small></th>
        <th scope="col" class="number">p</th>
        <th scope="col">Verdict</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return scrolled(attribute(label), table);
}

/** The cases that flipped, by name. */
export function flipList(title: string, flips: readonly Parameters<typeof flipWords>[0][]): Html {
  if (flips.length === 0) return nothing;
  return html`<h4>${title}: ${count(flips.length)}</h4>
    <ul>
      ${flips.slice(0, mostFlips).map((flip) => {
        const words = flipWords(flip);
        return html`<li>
          ${named(flip.caseId, 120)}${words === '' ? nothing : html` <span class="quiet">${words}</span>`}
        </li>`;
      })}
    </ul>
    ${flips.length > mostFlips ? html`<p class="note">and ${count(flips.length - mostFlips)} more</p>` : nothing}`;
}

function stacked(lines: readonly string[]): Html {
  const [first = '', ...rest] = lines.map((line) => line.trim());
  return html`${first}${rest.map((line) => html`<small>${line}</small>`)}`;
}
