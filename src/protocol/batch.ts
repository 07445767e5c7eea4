/** What happened to one batch of requests, as a run's journal keeps it. Batches of a run are numbered from 1. */
export type BatchStep =
  /** Everything is ready to be sent; the requests follow in lines of their own. Nothing has left. */
  | {
      readonly step: 'planned';
      /** Catalogue id. */
      readonly model: string;
      /** Path at the service that each request is for. */
      readonly endpoint: string;
      readonly requests: number;
    }
  /** The service holds the requests, by this name. */
  | { readonly step: 'uploaded'; readonly file: string }
  /** The service works on them. */
  | { readonly step: 'submitted'; readonly remote: string }
  /** The service did not take the batch: nothing will be answered, nothing is owed. */
  | { readonly step: 'refused'; readonly code: string; readonly message: string }
  /** The service has ended, and its results are in the run's folder. `said`: its own word for how. */
  | { readonly step: 'ended'; readonly said: string; readonly refusal?: string };
