import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { promptChange, type PromptChange } from '#core/compare/promptChange.ts';
import { scoredVersion, type ScoredVersion } from '#core/compare/scoredVersion.ts';
import { CaseIds } from '#core/datasets/caseIds.ts';
import { readCases } from '#core/datasets/loadCases.ts';
import { findRoot } from '#core/project/findRoot.ts';
import { gitText, type GitText } from '#core/project/gitVersions.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { percent } from '#core/report/numbers.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import type { Echo } from '../terminal/echo.ts';

export interface DiffOptions {
  readonly against: string;
  readonly case?: string;
}

/** What a prompt sends and how it is set, beside another version of it. */
export async function diffCommand(
  context: Context,
  name: string,
  { against, case: caseId }: DiffOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const refuse = (why: string): ExitCode => {
    err.line(['bad', 'error'], ` ${why}`);
    return exitCodes.configuration;
  };
  const app = await context.open();
  const root = await app.files.realPath(await findRoot(app.files, context.cwd));
  const path = resolve(context.cwd, name);
  const now = await textOf(path);
  if ('why' in now) return refuse(now.why);
  const otherPath = resolve(context.cwd, against);
  const asFile = await textOf(otherPath);
  const before = 'why' in asFile ? await gitText(app.git, path, against) : asFile;
  if ('why' in before) return refuse(before.why);
  const file = relative(root, path).replaceAll('\\', '/');
  const otherFile = 'why' in asFile ? file : relative(root, otherPath).replaceAll('\\', '/');
  const prompt = readPrompt(Buffer.from(now.text), file).value;
  const old = readPrompt(Buffer.from(before.text), otherFile).value;
  if (prompt === undefined) return refuse(`"${name}" cannot be read as a prompt.`);
  if (old === undefined) return refuse(`The version "${against}" cannot be read as a prompt.`);
  const shown = await findCase(app, root, prompt, caseId);
  if (shown === undefined && caseId !== undefined) {
    return refuse(`The prompt has no case "${caseId}".`);
  }
  writeChange(out, promptChange(old, prompt, shown?.values ?? {}), shown?.id);
  const runs = await app.engine.history.list();
  writeScore(out, 'before', scoredVersion(runs, otherFile, before.text));
  writeScore(out, 'after', scoredVersion(runs, file, now.text));
  return exitCodes.fine;
}

async function textOf(path: string): Promise<GitText> {
  try {
    return { text: await readFile(path, 'utf8') };
  } catch {
    return { why: `"${path}" cannot be read.` };
  }
}

/** The case of that id, or the first. */
async function findCase(
  { files }: App,
  root: string,
  prompt: Prompt,
  caseId: string | undefined,
): Promise<EvalCase | undefined> {
  const isMeant = ({ id }: EvalCase): boolean => caseId === undefined || id === caseId;
  const beside = prompt.cases.find(isMeant);
  if (beside !== undefined) return beside;
  const ids = new CaseIds();
  for (const { id, source } of prompt.cases) ids.take(id, source.file, source.line);
  for (const reference of prompt.datasets) {
    const rows = readCases(files, root, prompt.file, reference, () => undefined, { ids });
    for await (const batch of rows) {
      const found = batch.find(isMeant);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function writeChange(
  out: Echo,
  { variants, settings }: PromptChange,
  caseId: string | undefined,
): void {
  out.line(caseId === undefined ? 'The prompt has no case.' : `Case ${caseId}`);
  for (const { name, is, diff } of variants) {
    out.line('');
    out.line(['strong', `Variant ${name}`], `: ${is}`);
    if (diff === undefined) out.line('The messages are too long to be laid side by side.');
    else for (const line of diff === '' ? [] : diff.split('\n')) out.line(line);
  }
  out.line('');
  if (settings.length === 0) out.line('The settings are the same.');
  for (const { name, before, after } of settings) {
    out.line(`${name}: ${before ?? 'not set'} → ${after ?? 'not set'}`);
  }
}

function writeScore(out: Echo, side: string, version: ScoredVersion | undefined): void {
  if (version === undefined) {
    out.line(`Newest run ${side}: none`);
    return;
  }
  const { run, passed, judged } = version;
  const rate = judged === 0 ? '' : ` (${percent(passed / judged)})`;
  out.line(`Newest run ${side}: ${run}, ${passed} of ${judged} passed${rate}`);
}
