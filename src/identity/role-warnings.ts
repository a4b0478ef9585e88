import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RoleDescription } from './role-description';

/** Warns of properties that are valid but often a mistake. */
export function warnAbout(role: IConstruct, account: string, described: RoleDescription): void {
  const { roleName, users } = described;
  const warn = (id: string, text: string) => Annotations.of(role).addWarningV2(`cdk-break-glass:${id}`, text);
  if (users.length < 2) {
    warn('singleResponder',
      `'responders' of ${roleName} should name at least two people with 'backupOwners', got 1: one person can be unavailable or compromised`);
  }
  if (described.organizationId === undefined && users.some((user) => !sameAccount(user.env.account, account))) {
    warn('organizationId',
      `'organizationId' should be given for ${roleName}, whose responders are in another account: their access then ends when that account leaves the organization`);
  }
  // The user's policy names the role's ARN. Where the role's account isn't known, it takes the account of the user.
  if (Token.isUnresolved(account) && users.some((user) => user.node.defaultChild && !Token.isUnresolved(user.env.account))) {
    warn('unknownAccount',
      `${roleName} is in a stack without an account, its responders are in a stack with one: they can assume the role only if you deploy it to their account; `
      + "give the stack an 'env'");
  }
  if (described.requireIncidentId || described.requireSourceIdentity) {
    const unknown = users.filter(({ allowsAwsLogin }) => allowsAwsLogin === undefined).map(({ userName }) => userName);
    const consoleOnly = users.filter(({ allowsAwsLogin }) => allowsAwsLogin === false).map(({ userName }) => userName);
    warn('noConsole', `${roleName} can't be assumed in the console: Switch Role sends neither session tags nor a source identity`
      + (consoleOnly.length > 0 ? `; ${consoleOnly.join(', ')} can't assume it at all without 'allowAwsLogin'` : '')
      + (unknown.length > 0 ? `; say whether ${unknown.join(', ')} may use 'aws login' by BreakGlassUser.fromUserAttributes({ userArn, allowAwsLogin })` : ''));
  }
}

/** Two unknown accounts count as the same: the app is deployed to one account. */
function sameAccount(a: string, b: string): boolean {
  return a === b || (Token.isUnresolved(a) && Token.isUnresolved(b));
}
