import { basename } from 'node:path';
import type { JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { LabelVerdict, NewLabel } from '#protocol/label.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { readCases } from '../datasets/loadCases.ts';
import { errorAt, firstProblems, quoteFound } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import type { Files } from '../ports.ts';

/** Labels that were made elsewhere: a row each, with the columns `case`, `output` and `label`, perhaps `comment`, `correction` and `by`. */
export async function readLabelRows(
  files: Files,
  root: string,
  file: string,
  options: {
    readonly evaluator: string | undefined;
    readonly map: Readonly<Record<string, string>>;
  },
): Promise<Reading<readonly NewLabel[]>> {
  const problems: Problem[] = [];
  const labels: NewLabel[] = [];
  const tell = (problem: Problem): void => void problems.push(problem);
  const reference = { file: basename(file), map: options.map, range: fileStart };
  for await (const rows of readCases(files, root, file, reference, tell)) {
    for (const row of rows) {
      const label = labelOf(row, options.evaluator);
      if ('code' in label) problems.push(label);
      else labels.push(label);
    }
  }
  return { value: labels, problems: firstProblems(problems) };
}

function labelOf({ values, source }: EvalCase, evaluator: string | undefined): NewLabel | Problem {
  const at = { line: source.line, column: 1 };
  const refuse = (message: string, next: string, allowed?: string): Problem =>
    errorAt(source.file, { start: at, end: at }, 'label-row', message, next, allowed);
  const caseId = textOf(values['case']);
  const reply = values['output'];
  if (caseId === undefined || typeof reply !== 'string') {
    const column = caseId === undefined ? 'case' : 'output';
    return refuse(
      `The row has no text in the column "${column}".`,
      `Name the column with --map ${column}=<column>.`,
    );
  }
  const verdict = verdictOf(values['label']);
  if (verdict === undefined) {
    return refuse(
      `The label ${quoteFound(textOf(values['label']) ?? '')} is none.`,
      'Write what the person said.',
      "pass or fail (true and false too), or a number on the evaluator's scale",
    );
  }
  const [comment, correction, by] = [values['comment'], values['correction'], values['by']].map(
    textOf,
  );
  return {
    caseId,
    reply,
    verdict,
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(comment === undefined ? {} : { comment }),
    ...(correction === undefined ? {} : { correction }),
    ...(by === undefined ? {} : { by: by.slice(0, 200) }),
  };
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function verdictOf(value: JsonValue | undefined): LabelVerdict | undefined {
  const word = textOf(value)?.trim().toLowerCase();
  if (word === 'pass' || word === 'true') return 'pass';
  if (word === 'fail' || word === 'false') return 'fail';
  const number = word === undefined ? Number.NaN : Number(word);
  return Number.isFinite(number) ? number : undefined;
}
