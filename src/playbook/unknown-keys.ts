import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Warns of condition keys that may be newer than the catalogue, or mistakes. */
export function warnOfKeys(scope: IConstruct, what: string, keys: readonly string[]): void {
  if (keys.length === 0) { return; }
  Annotations.of(scope).addWarningV2('cdk-break-glass:unknownKey',
    `'conditions' of ${what} name ${keys.map((key) => `'${key}'`).join(', ')}, which the catalogue of condition keys doesn't have: a condition on a key that AWS never sends `
    + 'matches nothing; make sure that the key exists');
}
