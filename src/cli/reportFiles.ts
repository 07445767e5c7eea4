import { resolve } from 'node:path';
import type { Files } from '#core/ports.ts';
import type { RunReportKind } from '#core/report/reportKinds.ts';
import { openOutput, outputFault, type ResultOutput } from './resultOutput.ts';
import type { RunToShow } from './runToShow.ts';
import type { Echo } from './terminal/echo.ts';

/** `--report html=out/report.html`. */
export interface ReportArgument {
  readonly kind: RunReportKind;
  /** As it was named. */
  readonly file: string;
}

/** Reports that go to files of their own, opened before anything is paid for. */
export interface ReportFiles extends AsyncDisposable {
  /** Writes them all, and says where. What could not be written is told; `false`: something was not. */
  write(run: RunToShow): Promise<boolean>;
}

/** Why the reports cannot be written where they are wanted. `output`: the file of `--output`. */
export async function reportFault(
  files: Pick<Files, 'stat'>,
  cwd: string,
  wanted: readonly ReportArgument[],
  output: string | undefined,
): Promise<string | undefined> {
  const taken = new Set(output === undefined ? [] : [resolve(cwd, output)]);
  for (const { file } of wanted) {
    const fault = await outputFault(files, cwd, file, '--report');
    if (fault !== undefined) return fault;
    const path = resolve(cwd, file);
    if (taken.has(path)) return `two results are to be written to ${file}. Name another file.`;
    taken.add(path);
  }
  return undefined;
}

/** Rejects with `FileError` where one cannot be opened; then none is left open. */
export async function openReports(
  files: Files,
  { out, err }: { readonly out: Echo; readonly err: Echo },
  cwd: string,
  wanted: readonly ReportArgument[],
): Promise<ReportFiles> {
  const opened: (ReportArgument & { readonly output: ResultOutput })[] = [];
  const closeAll = async (): Promise<void> => {
    for (const { output } of opened) await output[Symbol.asyncDispose]();
  };
  try {
    for (const one of wanted) {
      opened.push({ ...one, output: await openOutput(files, out, cwd, one.file) });
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    async write(run) {
      let isWhole = true;
      for (const { kind, file, output } of opened) {
        try {
          await run.write(kind, output.sink);
          await output.commit();
          err.line(`Written to ${output.file ?? file}`);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          err.line(['bad', 'error'], ` The ${kind} report was not written. ${error.message}`);
          isWhole = false;
        }
      }
      return isWhole;
    },
    [Symbol.asyncDispose]: closeAll,
  };
}
