import { known } from './resolution';

/** A key of one's own. Nobody can say who may use the one that AWS manages for the account. */
export function isCustomerKey(keyId: unknown, property: string): boolean {
  return Boolean(keyId) && !/(^|:)alias\/aws\//.test(String(known(keyId, `'${property}'`)));
}
