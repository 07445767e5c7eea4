import {
  SarifBuilder,
  SarifResultBuilder,
  SarifRuleBuilder,
  SarifRunBuilder,
} from 'node-sarif-builder';
import { plainJson } from '#base/plainText.ts';
import { visibleString } from '#base/visibleText.ts';

export type SarifLevel = 'error' | 'warning' | 'note';

export interface SarifRule {
  readonly id: string;
  /** One sentence. */
  readonly says: string;
  readonly help: string;
  readonly level: SarifLevel;
}

export interface SarifFinding {
  readonly rule: string;
  readonly level: SarifLevel;
  readonly message: string;
  /** Relative to the root, with `/`. */
  readonly file?: string;
  /** All from 1; the end is the position after the last character. */
  readonly region?: {
    readonly startLine: number;
    readonly startColumn?: number;
    readonly endLine?: number;
    readonly endColumn?: number;
  };
  /** Stays the same for the same finding, wherever its lines move to. */
  readonly fingerprint: string;
}

const longestMessage = 4000;
/** What code hosts take in one log, with some room. */
const mostFindings = 5000;

/** SARIF 2.1.0 as JSON. Findings beyond 5,000 are left out, and the log says how many. */
export function sarifLog(
  version: string,
  rules: readonly SarifRule[],
  findings: readonly SarifFinding[],
  left = 0,
): string {
  const log = new SarifBuilder({
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  });
  const shown = findings.slice(0, mostFindings);
  const hidden = left + findings.length - shown.length;
  const run = new SarifRunBuilder({
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the project.' } } },
    ...(hidden > 0 && { properties: { findingsLeftOut: hidden } }),
  });
  run.setToolDriverName('Assay');
  run.setToolDriverVersion(version);
  for (const { id, says, help, level } of rules) {
    run.addRule(
      new SarifRuleBuilder({
        id,
        name: id,
        shortDescription: { text: says },
        help: { text: help },
        defaultConfiguration: { level },
      }),
    );
  }
  for (const finding of shown) run.addResult(resultOf(finding));
  log.addRun(run);
  return `${plainJson(log.buildSarifOutput(), 2)}\n`;
}

function resultOf({
  rule,
  level,
  message,
  file,
  region,
  fingerprint,
}: SarifFinding): SarifResultBuilder {
  return new SarifResultBuilder({
    ruleId: rule,
    level,
    message: { text: visibleString(message.slice(0, longestMessage)) },
    partialFingerprints: { 'assay/v1': fingerprint },
    ...(file !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
            ...(region !== undefined && { region }),
          },
        },
      ],
    }),
  });
}

/** A path as a relative address: characters that mean something in one are written by their number. */
function uriOf(file: string): string {
  const path = file
    .toWellFormed()
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return path === '' ? '.' : path;
}
