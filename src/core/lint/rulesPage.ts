import { describeRule } from './describeRule.ts';
import { ruleGroups, ruleOf } from './rules.ts';

/** `docs/lint.md`: every rule with an anchor of its code. The editor shows the same page. */
export function rulesPage(): string {
  const parts = ruleGroups.flatMap(({ title, rules }) => [
    `## ${title}`,
    ...rules.flatMap((rule) => [`### ${rule.code}`, describeRule(rule)]),
  ]);
  return `${[introduction, ...parts].join('\n\n')}\n`;
}

/** The page of one rule; `undefined` where there is none of that code. */
export function rulePage(code: string): string | undefined {
  const rule = ruleOf(code);
  return rule === undefined ? undefined : `# ${code}\n\n${describeRule(rule)}\n`;
}

const introduction = `# Lint

<!-- Made by tools/lintDoc.mts from the rules themselves; change those. -->

\`assay lint\` and the Problems view say what is wrong with prompts, cases, the catalogue and the suite, and ask no model and no
network. While you type the editor tells what the file itself shows; what takes all cases (repeated cases, the longest one, recordings,
requirements) follows when nothing has changed for a moment.

| | |
| --- | --- |
| \`assay lint [files…]\` | every problem; exit code 2 with an error, 3 where only the model policy is broken |
| \`assay lint --rules\` | every rule with its severity |
| \`assay lint --explain CODE\` | one rule |
| \`assay lint --coverage\` | what the prompts demand, and which evaluators and cases test it |
| \`assay lint --model ID\` | lets an approved model look through the prompts, too: contradictions, two readings, demands that nothing tests |

An **error** keeps a run from starting: it cannot be turned off or suppressed. A **warning** does not; a **hint** only says
what could be better.

## Severity

\`\`\`yaml
# assay.yml
version: 1
lint:
  rules:
    column-unused: off
    judge-family: hint
    no-evaluators: error        # then a run without evaluators does not start
  ignore:                       # for files that can hold no comment
    - { file: data/mails.jsonl, rule: secret-in-file, reason: keys in the mails are made up }
\`\`\`

Each is \`off\`, \`hint\`, \`warning\` or \`error\`. \`file\` is a path or a pattern, relative to assay.yml.

## Suppression

In prompts, the suite and the catalogue, a comment with a **reason** behind a colon; for datasets there is \`lint.ignore\`:

\`\`\`yaml
# assay-disable-file judge-family: calibrated against people, see docs
evaluators:
  # assay-disable-next-line self-judge: only to compare it with the other judge
  - name: itself
    uses: rubric
    with: { criteria: polite, modelId: openai/gpt-5-mini }   # assay-disable-line choices-undecided: on purpose
\`\`\`

Several codes stand between commas. A comment over the line where a text block (\`|\`, \`>\`) begins speaks for the whole block. A
comment without a reason suppresses nothing and is a problem itself, and so is one that silences nothing.

## Tokens

\`context-exceeded\` is exact for models of OpenAI on the command line, which has their tokenizers. Elsewhere, and in the editor,
tokens are estimated from lengths, and the problem is a warning that says "about".`;
