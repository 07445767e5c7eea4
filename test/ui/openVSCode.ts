import { openSession, type Session, type SessionOptions } from '../vscode/session.ts';
import { Workbench } from '../vscode/workbench.ts';

/** A VS Code that shows a fixture workspace. */
export interface VSCode extends AsyncDisposable {
  readonly workbench: Workbench;
  readonly page: Workbench['page'];
  /** The mock provider, with the log of what reached it. */
  readonly provider: Session['provider'];
  /** The copy of the workspace. */
  readonly folder: string;
  readonly evidence: Session['evidence'];
}

/** For tests that share a window; for one test alone there is `inVSCode`. */
export async function openVSCode(options: SessionOptions): Promise<VSCode> {
  await using stack = new AsyncDisposableStack();
  const session = stack.use(await openSession(options));
  const { page, provider, folder, evidence } = session;
  try {
    await session.load();
    await page.locator('.explorer-folders-view').waitFor();
  } catch (error) {
    throw await withEvidence(error, session, `open ${options.workspace}`);
  }
  const owned = stack.move();
  return {
    workbench: new Workbench(page),
    page,
    provider,
    folder,
    evidence,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The body of a test with a window of its own. Where it fails, a picture and the logs are kept. */
export function inVSCode(
  options: SessionOptions,
  body: (vscode: VSCode) => Promise<void>,
): (this: Mocha.Context) => Promise<void> {
  return async function test() {
    await using vscode = await openVSCode(options);
    // eslint-disable-next-line no-invalid-this
    const title = this.test?.fullTitle() ?? 'test';
    try {
      await body(vscode);
    } catch (error) {
      throw await withEvidence(error, vscode, title);
    }
  };
}

async function withEvidence(
  error: unknown,
  { evidence }: Pick<Session, 'evidence'>,
  name: string,
): Promise<unknown> {
  const files = await evidence(name);
  if (!(error instanceof Error)) return error;
  // Reporters show the stack, which holds the message that the error was made with.
  const { message, stack = '' } = error;
  error.message = `${message}\nSee ${files}.`;
  error.stack = stack.replace(message, () => error.message);
  return error;
}
