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

/**
 * One window for all tests of a suite, each of which goes on where the one before ended: after a failure the rest is
 * not run. Call it in `describe`; what it gives is there once tests run.
 */
export function shareVSCode(
  options: SessionOptions | (() => Promise<SessionOptions>),
): () => VSCode {
  let shared: VSCode | undefined;
  before(async () => {
    shared = await openVSCode(typeof options === 'function' ? await options() : options);
  });
  let hasFailed = false;
  beforeEach(() => {
    if (hasFailed) throw new Error('The test before failed, and the rest goes on from there.');
  });
  afterEach(async function keepEvidence() {
    // eslint-disable-next-line no-invalid-this
    const test = this.currentTest;
    if (test?.state !== 'failed' || test.err === undefined) return;
    hasFailed = true;
    if (shared !== undefined) await withEvidence(test.err, shared, test.fullTitle());
  });
  after(() => shared?.[Symbol.asyncDispose]());
  return () => {
    if (shared === undefined) throw new Error('There is no window before the tests run.');
    return shared;
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
