import type * as vscode from 'vscode';
import { runAttempt, type Attempt } from '#core/models/attempt.ts';
import { replyOf } from '#core/models/completion.ts';
import { AbortFan } from '#core/models/layers/abortFan.ts';
import type { Model, ModelKind, ModelOpening, ModelRequest } from '#core/models/model.ts';
import { ModelError, type ModelErrorDetail } from '#core/models/modelError.ts';
import { checkParameters, refusalsOf, refuseEmbedding } from '#core/models/parameters.ts';
import { oneLine } from '#core/models/sanitise.ts';
import type { Clock } from '#core/ports.ts';
import type { ModelReply, Usage } from '#protocol/reply.ts';
import { editorFailure } from './vscodeErrors.ts';
import { editorMessages, modelOptions, type EditorMessage } from './vscodeMessages.ts';

/** What is used of VS Code, handed in so that it can be stood in for. */
export interface EditorModels {
  readonly lm: Pick<typeof vscode.lm, 'selectChatModels'>;
  readonly makeMessage: (message: EditorMessage) => vscode.LanguageModelChatMessage;
  /** `undefined` for parts of a reply that are not its text. */
  readonly textOf: (part: unknown) => string | undefined;
  readonly makeTokenSource: () => vscode.CancellationTokenSource;
  /** In Restricted Mode nothing is asked. */
  readonly isTrusted: () => boolean;
}

const justification =
  'To evaluate your prompts with the model that your list of approved models names.';

/** The models that VS Code itself offers, from Copilot and other extensions. They need no key of Assay's. */
export function vscodeModelKind(editor: EditorModels): ModelKind {
  const aborts = new AbortFan();
  return {
    kind: 'vscode',
    open(opening): Model {
      const { id, ports, timeouts } = opening;
      const refusals = refusalsOf(opening, ['responseFormat']);
      return {
        id,
        reply: (request, { signal }) =>
          runAttempt(
            {
              clock: ports.clock,
              timeouts,
              stream: true,
              signal,
              aborts,
              failureOf: (error, attempt) => editorFailure(error, evidenceOf(attempt)),
            },
            async (attempt) => {
              refuseEmbedding(request, 'VS Code');
              checkParameters(request, refusals);
              return ask(editor, opening, request, attempt);
            },
          ),
      };
    },
  };
}

async function ask(
  editor: EditorModels,
  { name, ports }: ModelOpening,
  request: ModelRequest,
  attempt: Attempt,
): Promise<ModelReply> {
  if (!editor.isTrusted()) throw untrusted();
  const chat = await findModel(editor.lm, name);
  if (attempt.failure !== undefined) throw attempt.failure;
  const messages = editorMessages(request.messages).map(editor.makeMessage);
  const source = editor.makeTokenSource();
  const cancel = (): void => {
    source.cancel();
  };
  attempt.controller.signal.addEventListener('abort', cancel, { once: true });
  try {
    attempt.dispatched();
    const options = { justification, modelOptions: { ...modelOptions(request.parameters) } };
    const response = await chat.sendRequest(messages, options, source.token);
    attempt.headersCame({});
    attempt.accepted = true;
    await readText(editor, response, attempt);
    const reply = replyOf(
      {
        text: attempt.partialText,
        // VS Code does not say why a model stopped.
        ending: 'stop',
        usage: undefined,
        returnedModel: chat.id,
        fingerprint: chat.version,
      },
      attempt,
    );
    // The reply is there: counting its tokens is none of the attempt's timers' business.
    attempt.close();
    const usage = await countUsage(chat, messages, reply.text, ports.clock, source);
    return usage === undefined ? reply : { ...reply, usage };
  } finally {
    attempt.controller.signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

/** Thinking and other parts that are no text keep an attempt alive as well. */
async function readText(
  { textOf }: EditorModels,
  { stream }: vscode.LanguageModelChatResponse,
  attempt: Attempt,
): Promise<void> {
  for await (const part of stream) {
    if (attempt.failure !== undefined) throw attempt.failure;
    attempt.contentCame();
    attempt.partialText += textOf(part) ?? '';
  }
  if (attempt.failure !== undefined) throw attempt.failure;
}

/** By id; as `vendor/family` or `vendor/id`; by family. VS Code's own order decides between several. */
async function findModel(lm: EditorModels['lm'], name: string): Promise<vscode.LanguageModelChat> {
  const slash = name.indexOf('/');
  const vendor = name.slice(0, slash);
  const rest = name.slice(slash + 1);
  const ways: readonly vscode.LanguageModelChatSelector[] = [
    { id: name },
    ...(slash > 0
      ? [
          { vendor, family: rest },
          { vendor, id: rest },
        ]
      : []),
    { family: name },
  ];
  for (const way of ways) {
    const [found] = await lm.selectChatModels(way);
    if (found !== undefined) return found;
  }
  throw new ModelError(
    'model-not-found',
    `VS Code offers no model "${oneLine(name, 80)}". Sign in to the extension that offers it, or name another one in the catalogue.`,
    { billed: 'no' },
  );
}

/** Counting is a favour of the model's extension: it may fail, but it must not hold a reply up. */
const longestCountMs = 10_000;

function countUsage(
  chat: vscode.LanguageModelChat,
  messages: readonly vscode.LanguageModelChatMessage[],
  text: string,
  clock: Clock,
  source: vscode.CancellationTokenSource,
): Promise<Usage | undefined> {
  const count = async (): Promise<Usage | undefined> => {
    const counts = await Promise.all(
      [...messages, text].map(async (one) => chat.countTokens(one, source.token)),
    );
    if (!counts.every((one) => Number.isFinite(one) && one >= 0)) return undefined;
    const outputTokens = counts.at(-1) ?? 0;
    const inputTokens = counts.slice(0, -1).reduce((sum, one) => sum + one, 0);
    return { inputTokens, outputTokens, estimated: true };
  };
  return new Promise((resolve) => {
    const stop = clock.timer(longestCountMs, () => {
      resolve(undefined);
    });
    count().then(
      (usage) => {
        stop();
        resolve(usage);
      },
      () => {
        stop();
        resolve(undefined);
      },
    );
  });
}

function untrusted(): ModelError {
  return new ModelError('local', 'This folder is not trusted, so no model is asked.', {
    billed: 'no',
  });
}

function evidenceOf(attempt: Attempt): ModelErrorDetail {
  const evidence = attempt.evidence();
  if (!attempt.sent) return { ...evidence, billed: 'no' };
  return attempt.begun ? { ...evidence, billed: 'maybe' } : evidence;
}
