import { isJsonObject } from '#base/json.ts';

/**
 * The provider that a command was called for: a name, or a node of the Models view. Any extension can call a
 * command with anything; what is neither asks the person.
 */
export function providerArgument(argument: unknown): string | undefined {
  const name = isJsonObject(argument) ? argument['provider'] : argument;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
