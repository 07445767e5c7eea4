import { makeTokenEstimate, outputCap } from '#core/models/layers/estimate.ts';
import { pricingOf } from '#core/models/pricing.ts';
import type { PromptVariant } from '#core/prompts/prompt.ts';
import { compileConversation, type RenderedMessage } from '#core/prompts/conversation.ts';
import { count, money } from '#core/report/numbers.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import type { Message } from '#protocol/reply.ts';
import { expectedText } from './resultDocument.ts';
import { blocks, codeBlock, codeSpan, table } from './markdown.ts';

export interface PreviewFound {
  readonly name: string;
  readonly file: string;
  readonly variant: PromptVariant;
  /** Absent: the prompt has no case, and no variable a value. */
  readonly testCase: EvalCase | undefined;
  /** In the prompt's order; without an entry: not on the list of approved models. */
  readonly models: readonly { readonly id: string; readonly entry: ModelEntry | undefined }[];
}

/** What a prompt would send for one case. Nothing is sent. */
export function previewDocument(found: PreviewFound): string {
  const { name, file, variant, testCase } = found;
  const values = testCase?.values ?? {};
  const { messages, missing, fault } = compileConversation(variant).render(values);
  return `${blocks(
    `# Preview of ${codeSpan(name)}`,
    [
      `Prompt ${codeSpan(file)}, variant ${codeSpan(variant.name)}  `,
      testCase === undefined
        ? 'The prompt has no case: no variable has a value'
        : `Case ${codeSpan(testCase.id)} ${codeSpan(`${testCase.source.file}:${testCase.source.line}`)}`,
    ].join('\n'),
    missingPart(missing),
    fault === undefined ? undefined : `**It cannot be filled.** ${codeSpan(fault)}`,
    ...messages.flatMap((one) => messagePart(one)),
    testCase?.expected === undefined
      ? undefined
      : blocks('## Expected', codeBlock(expectedText(testCase.expected))),
    estimatePart(found, messages),
  )}\n`;
}

function missingPart(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined;
  const names = missing.slice(0, 50).map((name) => codeSpan(name));
  return `**No value for:** ${names.join(', ')}. A run of this case does not start until each has one.`;
}

function messagePart({ role, content, missing }: RenderedMessage): readonly string[] {
  const note =
    missing.length === 0
      ? undefined
      : `Left as written: ${missing
          .slice(0, 50)
          .map((name) => codeSpan(`{{${name}}}`))
          .join(', ')}.`;
  return [`## ${role}`, ...(note === undefined ? [] : [note]), codeBlock(content)];
}

function estimatePart({ variant, models }: PreviewFound, messages: readonly Message[]): string {
  const { parameters, responseFormat } = variant;
  const request = {
    messages,
    parameters,
    ...(responseFormat === undefined ? {} : { responseFormat }),
    repeat: 0,
  };
  const input = makeTokenEstimate()(request);
  const rows = models.slice(0, 100).map(({ id, entry }) => {
    if (entry === undefined) return [codeSpan(id), 'not on the list of approved models', '', ''];
    const output = outputCap(entry, request);
    const usage = { inputTokens: input, outputTokens: output };
    return [codeSpan(id), count(input), count(output), money(pricingOf(entry).cost(usage))];
  });
  if (rows.length === 0) return `About ${count(input)} tokens in. The prompt names no model.`;
  return blocks(
    '## At most, for one request',
    table(['model', 'tokens in', 'tokens out', 'cost'], rows),
    'Tokens in are an upper guess; tokens out are what the reply may have at most.',
  );
}
