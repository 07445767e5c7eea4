import type { Rule } from './rule.ts';

/** The page of one rule, as Markdown below its heading. */
export function describeRule({
  code,
  severity,
  alsoAs,
  title,
  finds,
  why,
  mend,
  hasFix,
}: Rule): string {
  const levels = alsoAs === undefined ? severity : `${severity}, in some places ${alsoAs}`;
  const setting =
    severity === 'error'
      ? 'It keeps a run from starting, and cannot be turned off or suppressed.'
      : `\`lint: { rules: { ${code}: off } }\` in assay.yml turns it off; \`# assay-disable-next-line ${code}: why\` does so in one place.`;
  return [
    `**${title}** (${levels}${hasFix === true ? ', quick fix' : ''})`,
    [`- Finds: ${finds}`, `- Why: ${why}`, `- Mend: ${mend}`, `- ${setting}`].join('\n'),
  ].join('\n\n');
}
