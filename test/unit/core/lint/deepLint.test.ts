import assert from 'node:assert/strict';
import { knowledgeOf } from '#core/authoring/lintPrompt.ts';
import { DeepLint, type DeepKnowledge } from '#core/lint/deepLint.ts';
import { RecordedRequests } from '#core/lint/recorded.ts';
import { requestKey } from '#core/models/layers/requestKey.ts';
import type { Recording } from '#core/models/layers/recordings.ts';
import { openaiTokenizers } from '#core/tokens/openaiTokenizers.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { readPrompt } from '#support/authoring.ts';
import { places } from '#support/places.ts';
import type { Prompt } from '#core/prompts/prompt.ts';

const catalogueText = `version: 1
models:
  - { id: openai/small, status: approved, provider: openai, name: gpt-4o-mini, context: 60 }
  - { id: openai/older, status: approved, provider: openai, name: gpt-4, context: 60 }
  - { id: other/small, status: approved, provider: ollama, name: mistral, context: 60 }
`;

async function said(asked: Prompt, over: Partial<DeepKnowledge> = {}): Promise<readonly string[]> {
  const { value } = readCatalogue(new TextEncoder().encode(catalogueText), 'assay.models.yml');
  const suite = { file: 'assay.yml', models: [], allowUnpriced: [] };
  const knowledge = knowledgeOf({ catalogue: value, suite, today: '2026-11-01' });
  const lint = new DeepLint(asked, { ...knowledge, ...over });
  for (const testCase of asked.cases) lint.take(testCase);
  const { problems } = await lint.finish();
  return [...places(problems), ...problems.map(({ message }) => message)];
}

function prompt(model: string, text: string, more = ''): Prompt {
  return readPrompt(
    `model: ${model}\nmessages:\n  - { role: user, content: "{{q}}" }\ntestData:\n  - { id: short, q: hi }\n  - { id: long, q: "${text}" }\n${more}`,
  );
}

function recording(id: string, content: string): Recording {
  const messages = [{ role: 'user', content }] as const;
  return {
    key: requestKey('openai', 'gpt-4o-mini', { messages, parameters: {}, repeat: 0 }),
    model: 'openai/small',
    case: id,
    prompt: 'a',
    reply: { text: 'x', ending: 'stop' },
    recordedAt: '2026-11-01T00:00:00Z',
  };
}

function recorded(...all: readonly Recording[]): RecordedRequests {
  return new RecordedRequests({ all });
}

/** 64 tokens of o200k, with 4 around the message and 3 around the request; 67 are estimated. */
const german = 'Die Rechnung vom dritten Mai wurde zweimal abgebucht. '.repeat(5);

describe('DeepLint', () => {
  it('counts the longest case with the tokenizer of the model, and says so exactly', async () => {
    const [place, message] = await said(prompt('openai/small', german), {
      tokenizers: openaiTokenizers,
    });
    assert.equal(place, 'context-exceeded 1:8');
    assert.match(
      message ?? '',
      /^With the case "long" \(p\/a\.prompt\.yml:6\) the prompt has \d+ tokens, and/,
    );
  });

  it('estimates where no tokenizer is known, and only warns', async () => {
    const [place, message] = await said(prompt('other/small', german), {
      tokenizers: openaiTokenizers,
    });
    assert.equal(place, 'context-exceeded? 1:8');
    assert.match(message ?? '', /has about \d+ tokens/);
    assert.equal((await said(prompt('openai/small', german)))[0], 'context-exceeded? 1:8');
  });

  it('says nothing of a prompt that fits, and adds the room of the reply', async () => {
    assert.deepEqual(
      await said(prompt('openai/small', 'hello'), { tokenizers: openaiTokenizers }),
      [],
    );
    const [place, message] = await said(
      prompt('openai/small', 'hello', 'modelParameters: { maxTokens: 58 }'),
      { tokenizers: openaiTokenizers },
    );
    assert.equal(place, 'context-exceeded 1:8');
    assert.match(message ?? '', /8 tokens and up to 58 of the reply/);
  });

  it('takes the marks of special tokens for text', async () => {
    const count = await openaiTokenizers.of({ provider: 'openai', name: 'gpt-5-mini' });
    assert.ok((count?.('<|endoftext|> hello') ?? 0) > 0);
    assert.equal(count?.('hello world'), 2);
    assert.equal(await openaiTokenizers.of({ provider: 'x', name: 'llama' }), undefined);
    assert.equal(await openaiTokenizers.of({ provider: 'openai', name: 'gpt-4' }), undefined);
  });

  it('finds recordings of another request, and not those of this one', async () => {
    const asked = prompt('openai/small', 'hello');
    assert.deepEqual(await said(asked, { recorded: recorded(recording('short', 'hi')) }), []);
    const some = recorded(recording('short', 'hi'), recording('long', 'hello there'));
    assert.equal((await said(asked, { recorded: some }))[0], 'recording-stale? 6:1');
    const all = recorded(recording('short', 'ho'), recording('long', 'hello there'));
    const [place, message] = await said(asked, { recorded: all });
    assert.equal(place, 'recording-stale? 3:28');
    assert.match(message ?? '', /^2 of 2 recorded cases/);
  });
});
