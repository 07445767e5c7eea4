/** Why a path in a file is not followed: the parts of a problem, without its place. */
export interface PathRefusal {
  readonly code: string;
  readonly message: string;
  readonly allowed: string;
  readonly next: string;
}

/**
 * What can be said against a path by its text alone. The same paths are refused on every system: a workspace that works
 * for one person works for all.
 */
export function refuseText(written: string): PathRefusal | undefined {
  const rule = rules.find((one) => one.matches(written));
  if (rule === undefined) return undefined;
  return {
    code: rule.code,
    message: `The path ${shown(written)} ${rule.what}.`,
    allowed: 'relative paths with forward slashes, such as ../data/cases.jsonl',
    next: rule.next,
  };
}

/** As JSON, so that quotes, line breaks and control sequences show instead of acting. */
function shown(written: string): string {
  const escaped = JSON.stringify(written.slice(0, 80));
  return escaped.replaceAll(
    /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu,
    (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

interface Rule {
  readonly code: 'path-remote' | 'path-absolute' | 'path-not-portable';
  matches(written: string): boolean;
  readonly what: string;
  readonly next: string;
}

const relativeStep = 'Write it relative to the file that names it.';

const rules: readonly Rule[] = [
  {
    code: 'path-not-portable',
    matches: (written) => written.trim() === '',
    what: 'is empty',
    next: 'Name a file.',
  },
  {
    code: 'path-not-portable',
    matches: (written) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(written),
    what: 'has invisible or control characters',
    next: 'Remove them.',
  },
  {
    code: 'path-remote',
    matches: (written) => /^(?:[a-z][a-z0-9+.-]+:\/\/|(?:blob|data|file|https?):)/i.test(written),
    what: 'is a URL, and Assay reads only files of the workspace',
    next: 'Download the file into the workspace and name it there.',
  },
  {
    code: 'path-absolute',
    matches: (written) => /^(?:[a-z]:|[/\\]|~)/i.test(written),
    what: 'starts at a drive, a server or a home folder',
    next: relativeStep,
  },
  {
    code: 'path-not-portable',
    matches: (written) => written.includes('\\'),
    what: 'has a backslash',
    next: 'Write / between folders.',
  },
  {
    code: 'path-not-portable',
    matches: (written) => /[:<>"|?*]/.test(written),
    what: 'has a character that Windows does not allow in names',
    next: 'Rename the file.',
  },
  {
    code: 'path-not-portable',
    matches: (written) => /%[0-9a-f]{2}/i.test(written),
    what: 'is percent-encoded',
    next: 'Write the characters themselves.',
  },
  {
    code: 'path-not-portable',
    matches: (written) =>
      written.split('/').some((part) => /[. ]$/.test(part) && part !== '.' && part !== '..'),
    what: 'has a name that ends with a dot or a space',
    next: 'Rename it.',
  },
  {
    code: 'path-not-portable',
    matches: (written) =>
      written.split('/').some((part) => /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part)),
    what: 'has a name that Windows keeps for devices',
    next: 'Rename it.',
  },
];
