import { plainJson } from '#base/plainText.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type {
  Candidate,
  CandidateSummary,
  InputHash,
  PromptCopy,
  RunManifest,
  RunSummary,
} from '#protocol/run.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { ReportSink } from './reportSink.ts';

/** What was run, without the texts: those are in the run's own folder. */
export interface RunHead extends Pick<
  RunManifest,
  'id' | 'startedAt' | 'assay' | 'commit' | 'options' | 'gate' | 'trials'
> {
  readonly prompts: readonly Omit<PromptCopy, 'text'>[];
  readonly candidates: readonly Candidate[];
  readonly models: readonly Pick<ModelEntry, 'id' | 'provider' | 'name' | 'price'>[];
  readonly inputs: readonly InputHash[];
}

export interface RunReport {
  readonly version: 1;
  readonly run: RunHead;
  /** Absent: the run did not end in an orderly way. */
  readonly summary?: RunSummary;
  /** With the baseline, where it was asked for and there is one. */
  readonly comparison?: RunComparison;
}

/** A run for other programs; keys are only ever added to it. */
export function runReport(
  manifest: RunManifest,
  summary: RunSummary | undefined,
  comparison?: RunComparison,
): RunReport {
  const { id, startedAt, assay, commit, options, gate, trials, candidates, inputs } = manifest;
  return {
    version: 1,
    run: {
      id,
      startedAt,
      assay,
      ...(commit === undefined ? {} : { commit }),
      prompts: manifest.prompts.map(({ text: _text, ...rest }) => rest),
      candidates,
      models: manifest.models.map(({ id: model, provider, name, price }) => ({
        id: model,
        provider,
        name,
        ...(price === undefined ? {} : { price }),
      })),
      options,
      gate,
      inputs,
      trials,
    },
    ...(summary === undefined ? {} : { summary }),
    ...(comparison === undefined ? {} : { comparison }),
  };
}

/** The same with every trial, one at a time into the sink. A key more than without them: `cases`. */
export async function writeRunJson(
  report: RunReport,
  sink: ReportSink,
  results: (hear: (result: TrialResult) => void) => Promise<void>,
): Promise<void> {
  const head = plainJson(report, 2);
  sink.write(`${head.slice(0, head.lastIndexOf('\n}'))},\n  "cases": [`);
  let isFirst = true;
  await results((result) => {
    sink.write(`${isFirst ? '' : ','}\n    ${plainJson(result)}`);
    isFirst = false;
  });
  sink.write(isFirst ? ']\n}\n' : '\n  ]\n}\n');
}

/** Results of `score`, which is no run. */
export interface ScoreReport {
  readonly version: 1;
  readonly summary: CandidateSummary;
}
