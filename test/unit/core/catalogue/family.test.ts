import assert from 'node:assert/strict';
import { familyOf } from '#core/catalogue/family.ts';

describe('the family of a model', () => {
  const rows: readonly [provider: string, name: string, family: string][] = [
    ['openai', 'gpt-5-mini', 'gpt'],
    ['azure', 'my-GPT-4o', 'gpt'],
    ['openai', 'o3-mini', 'gpt'],
    ['openrouter', 'openai/o1', 'gpt'],
    ['anthropic', 'claude-haiku-4-5', 'claude'],
    ['bedrock', 'eu.anthropic.claude-sonnet-4', 'claude'],
    ['google', 'gemini-3-pro', 'gemini'],
    ['ollama', 'gemma3:4b', 'gemini'],
    ['together', 'meta-llama/Llama-3.1-8B-Instruct', 'llama'],
    ['ollama', 'deepseek-r1-distill-llama-8b', 'deepseek'],
    ['mistral', 'mixtral-8x7b', 'mistral'],
    ['mistral', 'ministral-8b', 'mistral'],
    ['ollama', 'phi4', 'phi'],
    ['own', 'graphite-2', 'graphite of own'],
    ['own', 'models/tuned-7b', 'tuned of own'],
    ['own', '42', '42 of own'],
  ];
  for (const [provider, name, family] of rows) {
    it(`of ${name} at ${provider} is ${family}`, () => {
      assert.equal(familyOf({ provider, name }), family);
    });
  }
});
