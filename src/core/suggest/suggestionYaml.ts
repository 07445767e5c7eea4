import { stringify } from 'yaml';
import type { Suggestion } from './suggestion.ts';

/** The evaluators, to be pasted into a prompt file; the reasons stand beside them as comments. */
export function suggestionYaml(metrics: readonly Suggestion[]): string {
  const items = metrics.map(({ kind, why, with: settings, threshold }) => {
    const item = {
      name: kind.replaceAll('/', ' ').replaceAll('-', ' '),
      uses: kind,
      ...(settings !== undefined && { with: settings }),
      ...(threshold !== undefined && { threshold }),
    };
    const text = stringify([item], { lineWidth: 100 }).trimEnd();
    return [`# ${why}`, ...text.split('\n')].map((line) => `  ${line}`).join('\n');
  });
  return ['evaluators:', ...items].join('\n');
}
