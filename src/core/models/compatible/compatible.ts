import type { ModelKind } from '../model.ts';
import { listModels, openChatModel } from '../openai/openai.ts';

/** Any server that speaks Chat Completions: Ollama, LM Studio, llama.cpp, vLLM, gateways. Many need no key, and many leave things out. */
export const compatible: ModelKind = {
  kind: 'compatible',
  open: (opening) => openChatModel(opening, { needsKey: false, maxTokensName: 'max_tokens' }),
  listing: listModels,
};
