/** What a configuration is called: the folder, since every one has the same name; or the file's own without its ending. */
export function nameOf(file: string): string {
  const parts = file.split('/');
  const base = (parts.at(-1) ?? file).replace(/\.(?:ya?ml|json)$/i, '');
  return base.toLowerCase() === 'promptfooconfig' ? (parts.at(-2) ?? base) : base;
}
