/** An address that may be opened, as it is; `undefined` for everything that is not plainly a page of the web. */
export function webAddress(url: string): string | undefined {
  if (url.length > 2000 || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  // A name before the host is there to be taken for it.
  return username === '' && password === '' ? href : undefined;
}
