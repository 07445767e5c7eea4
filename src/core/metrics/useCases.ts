/** What a prompt is for, in the words that `assay metrics suggest` takes. */
export const useCases = [
  'question-answering',
  'retrieval',
  'summarisation',
  'translation',
  'code',
  'classification',
  'extraction',
  'text-to-sql',
  'chat',
  'agents',
  'safety',
] as const;

export type UseCase = (typeof useCases)[number];

/** `any`: of use whatever the prompt is for. */
export type MetricUse = UseCase | 'any';
