/** Where the page's own files are, as a webview names them. */
export interface PageFiles {
  /** The origin of the page's own files. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
}

/** Random words, another each time. That for styles stands where a script can read it, and opens nothing to one. */
export interface PageNonces {
  readonly script: string;
  readonly style: string;
}

/** The page: nothing but its own script, styles, pictures and fonts, and nothing from elsewhere. */
export function pageHtml({ source, script, style }: PageFiles, nonces: PageNonces): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonces.script}'`,
    `style-src ${source} 'nonce-${nonces.style}'`,
    `img-src ${source}`,
    `font-src ${source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta property="csp-nonce" content="${nonces.style}" />
    <title>Assay</title>
    <link rel="stylesheet" nonce="${nonces.style}" href="${style}" />
  </head>
  <body>
    <assay-panel></assay-panel>
    <script nonce="${nonces.script}" type="module" src="${script}"></script>
  </body>
</html>
`;
}
