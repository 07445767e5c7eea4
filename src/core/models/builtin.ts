import { anthropic } from './anthropic/anthropic.ts';
import { compatible } from './compatible/compatible.ts';
import type { ModelKind } from './model.ts';
import { openai } from './openai/openai.ts';

/** Every kind of model that both programs can open. */
export const builtinModelKinds: readonly ModelKind[] = [openai, anthropic, compatible];
