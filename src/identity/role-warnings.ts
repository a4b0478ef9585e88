import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RoleDescription } from './role-description';

/** Warns of what is legal in a role and yet often a mistake. */
export function warnAbout(role: IConstruct, account: string, described: RoleDescription): void {
  const { roleName, users } = described;
  const warn = (id: string, text: string) => Annotations.of(role).addWarningV2(`cdk-break-glass:${id}`, text);
  if (users.length < 2) {
    warn('singleResponder',
      `'responders' of ${roleName} should name at least two people with 'backupOwners', got 1: one person can be ill or the attacker`);
  }
  if (described.organizationId === undefined && users.some((user) => !sameAccount(user.env.account, account))) {
    warn('organizationId',
      `'organizationId' should be given for ${roleName}, whose responders are of another account: it ends their access when that account leaves`);
  }
  // The user's own policy names the role in an account, and can only take the user's where the role's isn't known.
  if (Token.isUnresolved(account) && users.some((user) => user.node.defaultChild && !Token.isUnresolved(user.env.account))) {
    warn('unknownAccount',
      `${roleName} is in a stack without an account, its responders in one with: they can assume it only if it is deployed to their account; `
      + "give the stack an 'env'");
  }
  if (described.requireIncidentId || described.requireSourceIdentity) {
    warn('noConsole', `${roleName} can't be assumed in the console: Switch Role sends neither session tags nor a source identity`);
  }
}

/** Two accounts that aren't known until deployment are taken for the same: both are the one the app is deployed to. */
function sameAccount(a: string, b: string): boolean {
  return a === b || (Token.isUnresolved(a) && Token.isUnresolved(b));
}
