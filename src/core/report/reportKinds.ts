/** The ways in which a run can be written down whole. */
export const runReportKinds = [
  'html',
  'junit',
  'sarif',
  'csv',
  'json',
  'jsonl',
  'markdown',
  'pull-request',
  'github',
  'badge',
] as const;

export type RunReportKind = (typeof runReportKinds)[number];

/** Those that only programs read. */
export type MachineReportKind = Extract<RunReportKind, 'junit' | 'sarif'>;

export const compareReportKinds = ['html', 'markdown', 'csv', 'json'] as const;

export type CompareReportKind = (typeof compareReportKinds)[number];
