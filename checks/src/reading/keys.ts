/** A key that AWS manages for the account: nobody can say who may use it. */
export function isAwsManagedKey(keyId: unknown): boolean {
  return /(^|:)alias\/aws\//.test(String(keyId));
}
