import type { EditorModels } from '#extension/host/vscodeModel.ts';
import type { EditorMessage } from '#extension/host/vscodeMessages.ts';
import { FakeTokenSource } from './fakeToken.ts';

type Select = EditorModels['lm']['selectChatModels'];
type LanguageModelChatSelector = NonNullable<Parameters<Select>[0]>;
type LanguageModelChat = Awaited<ReturnType<Select>>[number];
type LanguageModelChatMessage = ReturnType<EditorModels['makeMessage']>;
type LanguageModelChatRequestOptions = NonNullable<Parameters<LanguageModelChat['sendRequest']>[1]>;
type CancellationToken =
  | FakeTokenSource['token']
  | NonNullable<Parameters<LanguageModelChat['sendRequest']>[2]>;

/** What a test's model streams: strings are text, anything else is a part that is none. */
export type FakeParts = (token: CancellationToken) => AsyncIterable<unknown>;

export interface FakeEditor extends EditorModels {
  /** Everything that was asked for, in order. */
  readonly selected: LanguageModelChatSelector[];
  readonly sent: {
    readonly messages: readonly unknown[];
    readonly options: LanguageModelChatRequestOptions | undefined;
  }[];
  readonly sources: FakeTokenSource[];
  isTrusted: () => boolean;
}

export interface FakeEditorScript {
  /** Absent: one model `gpt-4o-2024` of the family `gpt-4o` from `copilot`. */
  readonly offered?: readonly (typeof fakeModelFacts)[];
  /** Before the answer begins; a rejection is what `sendRequest` rejects with. */
  readonly before?: (token: CancellationToken) => Promise<void>;
  readonly parts?: FakeParts;
  readonly count?: (text: string) => Promise<number>;
}

export const fakeModelFacts = {
  id: 'gpt-4o-2024',
  vendor: 'copilot',
  family: 'gpt-4o',
  version: 'v7',
};

/** VS Code's models as a test wants them. */
export function fakeEditor(script: FakeEditorScript = {}): FakeEditor {
  const { offered = [fakeModelFacts], before, parts = () => text('Hel', 'lo.') } = script;
  const count = script.count ?? ((one: string) => Promise.resolve(one.split(' ').length));
  const editor: FakeEditor = {
    selected: [],
    sent: [],
    sources: [],
    isTrusted: () => true,
    makeMessage: (message) => message as unknown as LanguageModelChatMessage,
    textOf: (part) => (typeof part === 'string' ? part : undefined),
    makeTokenSource() {
      const source = new FakeTokenSource();
      editor.sources.push(source);
      return source;
    },
    lm: {
      selectChatModels(selector = {}) {
        editor.selected.push(selector);
        const found = offered.filter((one) =>
          Object.entries(selector).every(([name, value]) => one[name as 'id'] === value),
        );
        return Promise.resolve(found.map((one) => opened(one)));
      },
    },
  };
  const opened = (facts: typeof fakeModelFacts): LanguageModelChat =>
    ({
      ...facts,
      name: facts.id,
      maxInputTokens: 1000,
      async sendRequest(
        messages: LanguageModelChatMessage[],
        options?: LanguageModelChatRequestOptions,
        token?: CancellationToken,
      ) {
        editor.sent.push({ messages, options });
        if (token === undefined) throw new Error('no token');
        await before?.(token);
        return { stream: parts(token), text: text() };
      },
      countTokens: (one: string | LanguageModelChatMessage) =>
        count(typeof one === 'string' ? one : (one as unknown as EditorMessage).text),
    }) satisfies LanguageModelChat;
  return editor;
}

export async function* text(...pieces: readonly string[]): AsyncGenerator<string, void, undefined> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** Never settles by itself; rejects as VS Code does when the token is cancelled. */
export function untilCancelled(token: CancellationToken): Promise<never> {
  return new Promise((_resolve, reject) => {
    token.onCancellationRequested(() => {
      reject(new Error('Canceled'));
    });
  });
}
