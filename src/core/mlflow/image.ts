/** A value of a metric at a step, as MLflow keeps it. */
export interface Point {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface Artefact {
  /** Below the run's artefacts, with `/`. */
  readonly path: string;
  readonly text: string;
}

export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** What one run in MLflow is to hold. The same run of Assay always makes the same image. */
export interface RunImage {
  /** `run` for the parent, else the candidate's index: with the run's id it names the run for ever. */
  readonly candidate: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly startMs: number;
  readonly endMs: number;
  readonly tags: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
  readonly metrics: readonly Point[];
  readonly artefacts: readonly Artefact[];
}

/** A parent and its nested runs, in one experiment. */
export interface RunFamily {
  readonly experiment: string;
  /** The id of the run. */
  readonly run: string;
  readonly parent: RunImage;
  readonly children: readonly RunImage[];
}
