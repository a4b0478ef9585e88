import { known } from './resolution';

/** A customer managed key. The policy of an AWS managed key can't be changed. */
export function isCustomerKey(keyId: unknown, property: string): boolean {
  return Boolean(keyId) && !/(^|:)alias\/aws\//.test(String(known(keyId, `'${property}'`)));
}
