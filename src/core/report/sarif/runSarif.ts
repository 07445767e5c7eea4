import type { RunBook } from '../../views/runBook.ts';
import type { ReportDesk } from '../reportDesk.ts';
import type { ReportSink } from '../reportSink.ts';
import { troubledCases } from '../troubledCases.ts';
import { troubleSentence } from '../troubleSentence.ts';
import { fingerprintOf } from './lintSarif.ts';
import type { SarifFinding, SarifRule } from './sarifLog.ts';

const mostCases = 1000;

const rules: readonly SarifRule[] = [
  {
    id: 'case-regressed',
    level: 'error',
    says: 'A case failed that passed in the baseline.',
    help: 'Look at the reply beside what was accepted. Put the prompt right, or accept the run as the new baseline.',
  },
  {
    id: 'case-failed',
    level: 'error',
    says: 'An evaluator says that a reply is not good enough.',
    help: 'Look at the reply and the reason. Put the prompt right, or what the case expects.',
  },
  {
    id: 'case-flaky',
    level: 'warning',
    says: 'A case passed in some of its repetitions and failed in others.',
    help: 'Make the prompt say more exactly what is wanted, or lower the temperature.',
  },
  {
    id: 'case-broke',
    level: 'warning',
    says: 'A model was not able to answer.',
    help: 'Look at the error. Take the run up again with "assay run --resume".',
  },
];

/** The cases of a run that failed or broke, each where it stands in its file. */
export async function writeRunSarif(
  desk: ReportDesk,
  book: RunBook,
  sink: ReportSink,
): Promise<void> {
  const { cases, left } = troubledCases(book, mostCases);
  const findings: SarifFinding[] = [];
  for (const one of cases) {
    const { source, title, message } = await troubleSentence(desk, book, one);
    const { variant = '', model = '' } = book.manifest.candidates[one.candidate] ?? {};
    const { file = '' } = book.manifest.prompts[one.prompt] ?? {};
    const rule = ruleOf(one);
    findings.push({
      rule,
      level: rules.find(({ id }) => id === rule)?.level ?? 'error',
      message: `${title}. ${message}`,
      file: source?.file ?? file,
      region: { startLine: Math.max(1, source?.line ?? 1) },
      fingerprint: fingerprintOf(file, one.caseId, variant, model),
    });
  }
  const { sarifLog } = await import('./sarifLog.ts');
  sink.write(sarifLog(book.manifest.assay, rules, findings, left));
}

function ruleOf({
  outcome,
  change,
  isFlaky,
}: ReturnType<typeof troubledCases>['cases'][number]): string {
  if (outcome === 'error') return 'case-broke';
  if (change === 'to-failed') return 'case-regressed';
  return isFlaky ? 'case-flaky' : 'case-failed';
}
