import type { Problem } from '#protocol/problem.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { noLintSettings, type LintSettings } from './lintSettings.ts';
import { readSuppressions, type Suppression } from './suppressions.ts';

/** What of a project decides how a problem is told. */
export interface SettleContext {
  readonly settings: LintSettings | undefined;
  /** The file that holds the settings. */
  readonly suiteFile: string;
  /** Files whose comments are looked at, also where nothing is wrong with them. */
  readonly files: readonly string[];
  /** The text of a file that is like YAML; `undefined`: it is none, or it is not at hand. */
  readonly textOf: (file: string) => string | undefined;
  /** Whether a file fits a path or pattern. */
  readonly matcherOf: (pattern: string) => (file: string) => boolean;
}

/** Whether comments in a file begin with `#`. */
export function isLikeYaml(file: string): boolean {
  return /\.(?:ya?ml|prompty|prompt)$/i.test(file);
}

/** Problems as the project wants them told, and what was written to silence some and silences none. */
export interface Settled {
  readonly problems: readonly Problem[];
  /** Only true where every problem of the files was given. */
  readonly idle: readonly Problem[];
}

/**
 * Gives each problem the severity that `assay.yml` sets for its rule, and leaves out what is off or suppressed with a
 * reason. An error stays an error: it says that a run cannot be, or would not be what it seems.
 */
export function settle(problems: readonly Problem[], context: SettleContext): Settled {
  const { rules, ignore } = context.settings ?? noLintSettings;
  const levels = new Map(rules.map(({ rule, level }) => [rule, level]));
  const comments = new Map<string, readonly Suppression[]>();
  const commentsOf = (file: string): readonly Suppression[] => {
    const known = comments.get(file) ?? readSuppressions(context.textOf(file) ?? '');
    comments.set(file, known);
    return known;
  };
  for (const file of context.files) commentsOf(file);
  const used = new Set<unknown>();
  const guarded = new Set<unknown>();
  const ignored = ignore.map((one) => ({ one, matches: context.matcherOf(one.file) }));
  const kept: Problem[] = [];
  for (const problem of problems) {
    const { code, file, range, severity } = problem;
    const { line } = range.start;
    const silencers: unknown[] = [
      ...commentsOf(file).filter(
        ({ rules: named, reason, from, to }) =>
          reason !== '' && named.includes(code) && from <= line && line <= to,
      ),
      ...ignored
        .filter(({ one, matches }) => one.rule === code && matches(file))
        .map(({ one }) => one),
    ];
    for (const silencer of silencers) (severity === 'error' ? guarded : used).add(silencer);
    if (severity === 'error') kept.push(problem);
    else if (silencers.length === 0) {
      const level = levels.get(code) ?? severity;
      if (level === severity) kept.push(problem);
      else if (level !== 'off') kept.push({ ...problem, severity: level });
    }
  }
  const idle = [
    ...Array.from(comments, ([file, found]) =>
      found.flatMap((one) => faultsOf(one, file, used.has(one), guarded.has(one))),
    ).flat(),
    ...ignore
      .filter((one) => !used.has(one) && !isOfModels(one.rule))
      .map((one) =>
        (guarded.has(one) ? isGuard : isUnused)(context.suiteFile, one.range, one.rule),
      ),
  ];
  return { problems: kept, idle };
}

/** Of what a model is asked nobody knows without asking one whether there is something to suppress. */
function isOfModels(rule: string): boolean {
  return /^model-(?:contradiction|ambiguity|untested)$/.test(rule);
}

function faultsOf(
  { rules, reason, range }: Suppression,
  file: string,
  isUsed: boolean,
  isGuarded: boolean,
): readonly Problem[] {
  if (rules.length === 0)
    return [
      warningAt(
        file,
        range,
        'suppression-without-rule',
        'This comment names no rule, so that it suppresses nothing.',
        'Write `# assay-disable-next-line CODE: reason`.',
      ),
    ];
  const shown = rules.join(', ');
  if (reason === '')
    return [
      warningAt(
        file,
        range,
        'suppression-without-reason',
        `This comment says not why ${quoteFound(shown)} is to be suppressed, so that it suppresses nothing.`,
        'Write the reason behind a colon.',
        '# assay-disable-next-line CODE: reason',
      ),
    ];
  if (isUsed || rules.some(isOfModels)) return [];
  return [isGuarded ? isGuard(file, range, shown) : isUnused(file, range, shown)];
}

function isUnused(file: string, range: Problem['range'], shown: string): Problem {
  return warningAt(
    file,
    range,
    'suppression-unused',
    `Nothing is suppressed here: there is no problem ${quoteFound(shown)}.`,
    'Remove it.',
  );
}

function isGuard(file: string, range: Problem['range'], shown: string): Problem {
  return errorAt(
    file,
    range,
    'suppression-of-error',
    `${quoteFound(shown)} is an error here, and keeps a run from starting: it cannot be suppressed.`,
    'Solve the problem, and remove this.',
  );
}
