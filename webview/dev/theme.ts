import themes from './themes.json' with { type: 'json' };

export type ThemeName = keyof typeof themes;

const classes: Readonly<Record<ThemeName, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  contrast: 'vscode-high-contrast',
  'contrast-light': 'vscode-high-contrast-light vscode-high-contrast',
};

const fonts: Readonly<Record<string, string>> = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "DejaVu Sans", sans-serif',
  '--vscode-font-size': '13px',
  '--vscode-font-weight': 'normal',
  '--vscode-editor-font-family': '"DejaVu Sans Mono", monospace',
  '--vscode-editor-font-size': '13px',
  '--vscode-editor-font-weight': 'normal',
};

export function isTheme(name: string | null): name is ThemeName {
  return name !== null && Object.hasOwn(themes, name);
}

/** Does to the document what VS Code does to a webview: variables on the root, the kind on the body. */
export function applyTheme(name: ThemeName): void {
  const root = document.documentElement.style;
  for (const property of Array.from(root)) root.removeProperty(property);
  for (const [property, value] of Object.entries({ ...fonts, ...themes[name] })) {
    root.setProperty(property, value);
  }
  document.body.className = classes[name];
  document.body.dataset['vscodeThemeKind'] = classes[name].split(' ')[0] ?? '';
}
