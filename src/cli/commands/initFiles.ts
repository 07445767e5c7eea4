/** What `init` writes: small, and true to the formats, so that `assay lint` has nothing to say. */
export const initFiles: Readonly<Record<string, string>> = {
  'assay.models.yml': `# The models that may be asked. A model that is not listed here is never asked, by nobody.
version: 1
models:
  - id: openai/gpt-5-mini
    status: approved
    provider: openai
    name: gpt-5-mini
    # USD per million tokens. Look the price up, and write down when you did.
    price: { input: 0.25, cachedInput: 0.025, output: 2.00, asOf: 2026-11-01 }
    context: 400000
    # Parameters that this model refuses.
    unsupported: [temperature]
    suits:
      - { useCase: classification, rating: suitable, why: "a first choice; measure it on your own cases" }
`,
  'assay.yml': `# What is run together, and what a run must reach.
version: 1
prompts: [prompts/*.prompt.yml]
# A run ends before it costs more than this many USD.
maxCostUsd: 0.50
gate:
  # The share of replies with a verdict that must pass.
  passRate: 0.9
`,
  'prompts/ticket-triage.prompt.yml': `name: ticket-triage
description: Sorts a support ticket into one queue
model: openai/gpt-5-mini
modelParameters:
  maxTokens: 1000
messages:
  - role: system
    content: |
      You sort support tickets. Answer with exactly one of these words and nothing else:
      billing, bug, how-to, other.
  - role: user
    content: "{{ticket}}"
datasets:
  - file: ../data/tickets.jsonl
evaluators:
  - name: right queue
    uses: label
    with:
      labels: [billing, bug, how-to, other]
  - name: one word
    uses: word-count
    with: { max: 1 }
`,
  'data/tickets.jsonl': `${[
    ['charged-twice', 'I was charged twice this month and nobody answers.', 'billing'],
    ['invoice-address', 'Please put our new address on the invoice.', 'billing'],
    ['export-crash', 'The export stops at 80 % and the window closes.', 'bug'],
    ['login-loop', 'After the update I am sent back to the login page again and again.', 'bug'],
    ['share-folder', 'Where do I share a folder with a colleague?', 'how-to'],
    ['dark-mode', 'Can I switch the app to a dark theme?', 'how-to'],
    ['thanks', 'Just wanted to say thank you, great team!', 'other'],
    ['job', 'Do you have open positions for students?', 'other'],
  ]
    .map(([id, ticket, expected]) => JSON.stringify({ id, ticket, expected, tags: ['sample'] }))
    .join('\n')}
`,
};
