/** The prompt as it was, version by version; each changes a little. */
const steps = [
  'Look at the ticket first, then at who wrote it.',
  'Tickets about refunds are always billing, also where something is broken.',
  'If two queues fit, take the one that can act first.',
  'Never answer the customer. You only sort.',
  'Answer with one word, in lower case, without a full stop.',
];

export function promptText(version: number, variant: string): string {
  return [
    'system:',
    'You sort support tickets of a software company.',
    'Answer with one of billing, bug, how-to, other.',
    ...steps.slice(0, version),
    ...(variant === 'base' ? [] : ['Then say in two sentences why, and how sure you are.']),
    '',
    'user:',
    version > 2 ? 'Ticket, as the customer wrote it:\n{{ticket}}' : '{{ticket}}',
  ].join('\n');
}

export function parametersOf(
  variant: string,
  model: string,
): Readonly<Record<string, string | null>> {
  return {
    model,
    temperature: variant === 'base' ? '0' : '0.2',
    maxTokens: variant === 'base' ? '20' : '200',
    seed: variant === 'base' ? '7' : null,
    topP: '1',
  };
}
