import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ActivationWindow } from './activation-window';
import { isAllowed } from './allowed-roles';
import { RoleDescription } from './role-description';
import { warnOfKeys } from '../playbook/unknown-keys';
import { partitionOf } from '../private/partitions';
import { isKnownRegion } from '../private/places';
import { isOver } from '../private/validation';

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
  const unknownRegions = (described.regions ?? []).filter((region) => !Token.isUnresolved(region) && !isKnownRegion(region));
  if (unknownRegions.length > 0) {
    warn('unknownRegion', `'regions' of ${roleName} holds ${unknownRegions.join(', ')}, which this version doesn't know: make sure that the name is right`);
  }
  const { activationWindow } = described;
  // A window that is over closes by itself, and must not stop the next deployment.
  if (activationWindow && activationWindow.end !== ActivationWindow.closed().end && isOver(activationWindow.end)) {
    warn('windowInPast', `'activationWindow' of ${roleName} ended at ${activationWindow.end}: the role can't be assumed; give instants that lie ahead, or ActivationWindow.closed()`);
  }
  warnOfKeys(role, `profile '${described.profile.name}'`, described.profile._unknownKeys);
  warnOfImports(role, described);
  if (described.requireIncidentId || described.requireSourceIdentity) {
    const unknown = users.filter(({ allowsAwsLogin }) => allowsAwsLogin === undefined).map(({ userName }) => userName);
    const consoleOnly = users.filter(({ allowsAwsLogin }) => allowsAwsLogin === false).map(({ userName }) => userName);
    warn('noConsole', `${roleName} can't be assumed in the console: Switch Role sends neither session tags nor a source identity`
      + (consoleOnly.length > 0 ? `; ${consoleOnly.join(', ')} can't assume it at all without 'allowAwsLogin'` : '')
      + (unknown.length > 0 ? `; say whether ${unknown.join(', ')} may use 'aws login' by BreakGlassUser.fromUserAttributes({ userArn, allowAwsLogin })` : ''));
  }
}

/** The app that makes a user writes its policies. Whether this one does so is known when all roles are there. */
function warnOfImports(role: IConstruct, { roleName, roleArn, users, requireIncidentId, requireSourceIdentity }: RoleDescription): void {
  const imported = users.filter((user) => !user.node.defaultChild);
  if (imported.length === 0) { return; }
  role.node.addValidation({
    validate: () => {
      const left = imported.filter(({ userArn }) => !isAllowed(role, userArn, roleArn)).map(({ userName }) => userName);
      if (left.length === 0) { return []; }
      const options = [...requireIncidentId ? ['sessionTags: true'] : [], ...requireSourceIdentity ? ['sourceIdentity: true'] : []];
      Annotations.of(role).addWarningV2('cdk-break-glass:importedResponder',
        `${left.join(', ')} can assume ${roleName} only if the app that makes the user allows it: there, `
        + `call allowAssumeRole('${readable(role, roleArn)}'${options.length > 0 ? `, { ${options.join(', ')} }` : ''}) of the BreakGlassUser, and deploy it`);
      return [];
    },
  });
}

/** An ARN as a reader can write it. */
function readable(scope: IConstruct, arn: string): string {
  const { account } = Stack.of(scope);
  const [, , ...rest] = arn.replace(account, Token.isUnresolved(account) ? 'ACCOUNT' : account).split(':');
  return ['arn', partitionOf(Stack.of(scope)) ?? 'aws', ...rest].join(':');
}

/** Two unknown accounts count as the same: the app is deployed to one account. */
function sameAccount(a: string, b: string): boolean {
  return a === b || (Token.isUnresolved(a) && Token.isUnresolved(b));
}
