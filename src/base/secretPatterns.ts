export interface SecretPattern {
  readonly pattern: RegExp;
  /** For a sentence: "This looks like …". */
  readonly what: string;
}

/**
 * Keys that say by their form what they are: the one list that prompts, recordings and replies are held to. Each pattern
 * is linear, with one class after a fixed start, and none matches what is too short to be a key.
 */
export const secretPatterns: readonly SecretPattern[] = [
  of(
    'sk-(?:(?:proj|ant|svcacct|admin|or)-|(?=[A-Za-z_-]{0,40}\\d))[A-Za-z0-9_-]{20}',
    'an API key (sk-…)',
  ),
  of('(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])', 'an AWS access key (AKIA…)'),
  of('gh[pousr]_[A-Za-z0-9]{36}', 'a GitHub token (ghp_…)'),
  of('github_pat_[A-Za-z0-9_]{40}', 'a GitHub token (github_pat_…)'),
  of('AIza[0-9A-Za-z_-]{35}', 'a Google API key (AIza…)'),
  of('GOCSPX-[0-9A-Za-z_-]{28}', 'a Google client secret (GOCSPX-…)'),
  of('xox[abeprs]-[0-9A-Za-z-]{20}', 'a Slack token (xox…)'),
  of('xapp-\\d-[0-9A-Za-z-]{20}', 'a Slack token (xapp-…)'),
  of('[rs]k_(?:live|test)_[0-9A-Za-z]{20}', 'a Stripe key (sk_live_…)'),
  of('glpat-[0-9A-Za-z_-]{20}', 'a GitLab token (glpat-…)'),
  of('npm_[0-9A-Za-z]{36}', 'an npm token (npm_…)'),
  of('pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50}', 'a PyPI token (pypi-…)'),
  of('hf_[0-9A-Za-z]{30}', 'a Hugging Face token (hf_…)'),
  of('SG\\.[0-9A-Za-z_-]{16,32}\\.[0-9A-Za-z_-]{16}', 'a SendGrid key (SG.…)'),
  of('gsk_[0-9A-Za-z]{40}', 'a Groq key (gsk_…)'),
  of('xai-[0-9A-Za-z]{60}', 'an xAI key (xai-…)'),
  of('pplx-[0-9A-Za-z]{40}', 'a Perplexity key (pplx-…)'),
  of('dapi[0-9a-f]{32}(?![0-9A-Za-z])', 'a Databricks token (dapi…)'),
  of('lin_api_[0-9A-Za-z]{40}', 'a Linear key (lin_api_…)'),
  of('AccountKey=[0-9A-Za-z+/]{80}', 'an Azure storage key (AccountKey=…)'),
  { pattern: /-----BEGIN (?:[A-Z]{2,9} ){0,2}PRIVATE KEY-----/, what: 'a private key (PEM)' },
];

/** A key does not begin in the middle of a word. */
function of(source: string, what: string): SecretPattern {
  return { pattern: new RegExp(`(?<![A-Za-z0-9])${source}`), what };
}
