import { anthropicBatches } from './anthropic/batches.ts';
import type { BatchKind } from './batch.ts';
import { openaiBatches } from './openai/batches.ts';

/** Every batch interface, by the kind of its models. */
export const builtinBatches: readonly BatchKind[] = [openaiBatches, anthropicBatches];
