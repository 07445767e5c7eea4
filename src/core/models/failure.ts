import type { Finding } from './classify.ts';
import type { ProviderSettings } from './model.ts';
import { ModelError, type ModelErrorDetail } from './modelError.ts';
import { oneLine, withoutKey } from './sanitise.ts';
import type { Secret } from '../ports.ts';

/** The failure that a finding means, in words without keys. `what`: `answered 503`. */
export function failureFrom(
  { code, detail, said, serviceCode: foundCode }: Finding,
  from: { readonly settings: ProviderSettings; readonly secret: Secret | undefined },
  what: string,
  known: ModelErrorDetail = {},
): ModelError {
  const { settings, secret } = from;
  const serviceCode =
    foundCode === undefined ? undefined : oneLine(withoutKey(foundCode, secret), 60);
  const parts = [
    `${settings.provider} ${what}`,
    serviceCode === undefined ? '' : ` (${serviceCode})`,
    said === undefined ? '.' : `: ${oneLine(withoutKey(said, secret))}`,
  ];
  return new ModelError(code, parts.join(''), {
    ...known,
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...detail,
  });
}
