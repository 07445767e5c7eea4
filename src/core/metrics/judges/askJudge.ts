import type { Message } from '#protocol/reply.ts';
import type { Measured, MetricTools } from '../metric.ts';
import { faultText } from '../faultText.ts';
import { failed } from '../verdict.ts';

/** Puts one question. Resolves with the trimmed answer, or with the `failed` measurement to give back. */
export async function askJudge(
  tools: MetricTools,
  modelId: string,
  systemPrompt: string | undefined,
  content: string,
): Promise<string | Measured> {
  const messages: Message[] = [{ role: 'user', content }];
  if (systemPrompt !== undefined && systemPrompt !== '') {
    messages.unshift({ role: 'system', content: systemPrompt });
  }
  try {
    return (await tools.ask({ modelId, messages, parameters: {} })).text.trim();
  } catch (fault) {
    return failed(`the judge ${modelId} gave no answer: ${faultText(fault)}`);
  }
}
