import * as vscode from 'vscode';
import type { ExportedPrompt, Exporting, ExportRequest } from '#core/project/exportPrompt.ts';
import type { Problem } from '#protocol/problem.ts';
import { noticeText } from '../host/noticeText.ts';

type Answers = Pick<ExportRequest, 'force' | 'lossy'>;

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
  readonly answer: Answers;
}

/** Writes a prompt, and asks before something of it is lost or a file is replaced. `undefined`: nothing was written, and why was said. */
export async function writeOrAsk(
  write: (answers: Answers) => Promise<Exporting>,
): Promise<ExportedPrompt | undefined> {
  let answers: Answers = {};
  for (;;) {
    const { problems, exported } = await write(answers);
    if (exported !== undefined) return exported;
    const question = questionOf(problems, answers);
    if (question === undefined) {
      sayWhy(problems);
      return undefined;
    }
    const { message, detail, button } = question;
    const options = { modal: true, detail };
    const chosen = await vscode.window.showWarningMessage(message, options, button);
    if (chosen !== button) return undefined;
    answers = { ...answers, ...question.answer };
  }
}

/** Nothing is asked twice. */
function questionOf(problems: readonly Problem[], answers: Answers): Question | undefined {
  const losses = problems.filter(({ code }) => code === 'export-loses');
  if (losses.length > 0 && answers.lossy !== true)
    return {
      message: 'The other format cannot hold all of this prompt. Write it all the same?',
      detail: listed(losses),
      button: 'Write',
      answer: { lossy: true },
    };
  const taken = problems.filter(({ code }) => code === 'output-exists');
  if (taken.length > 0 && answers.force !== true)
    return {
      message: taken.length === 1 ? 'A file is there already.' : 'Files are there already.',
      detail: `${taken.map(({ file }) => noticeText(file, 80)).join('\n')}\n\nLines that mean the same stay as they are written.`,
      button: 'Replace',
      answer: { force: true },
    };
  return undefined;
}

const mostLines = 8;

function listed(problems: readonly Problem[]): string {
  const lines = problems.slice(0, mostLines).map(({ message }) => `• ${noticeText(message, 200)}`);
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function sayWhy(problems: readonly Problem[]): void {
  const why = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  if (why === undefined) return;
  void vscode.window.showErrorMessage(noticeText(`${why.message} ${why.next}`, 300));
}
