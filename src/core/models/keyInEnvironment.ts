/** A provider's key from the environment. One that was read from a file often ends with a line break. */
export function keyInEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
): string | undefined {
  const value = env[variable]?.trim();
  return value === '' ? undefined : value;
}
