import { Duration, Stack, Token } from 'aws-cdk-lib';
import { ActivationWindow } from './activation-window';
import { IBreakGlassUser } from './break-glass-user-props';
import { IncidentResponseRoleProps } from './incident-response-role-props';
import { ResponderProfile } from './responder-profile';
import { requireRoleName } from './role-name';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';
import { iamArn } from '../private/arns';
import { BREAK_GLASS_PATH, ROLE_NAME_PREFIX } from '../private/names';
import { requirePartition } from '../private/partitions';
import { requirePublicRange, requireRegion } from '../private/places';
import { propError, requireDuration, requirePath, requireUnique, writeItAs } from '../private/validation';

/** A checked incident response role with all defaults. The construct renders its resources from this alone. */
export interface RoleDescription {
  readonly roleName: string;
  readonly path: string;
  readonly roleArn: string;
  readonly boundaryArn: string;
  readonly profile: ResponderProfile;
  readonly playbook: Playbook;
  readonly playbookScope?: PlaybookScope;
  readonly maxSession: Duration;
  readonly maxMfaAge: Duration;
  /** Responders and backup owners. */
  readonly users: readonly IBreakGlassUser[];
  readonly responderArns: readonly string[];
  readonly backupOwnerArns: readonly string[];
  readonly organizationId?: string;
  readonly sourceIps?: string[];
  readonly regions?: string[];
  readonly activationWindow?: ActivationWindow;
  readonly requireSourceIdentity: boolean;
  readonly requireIncidentId: boolean;
}

/** Name of the role, which the construct needs before `super()`. */
export function roleNameOf(props: IncidentResponseRoleProps): string {
  return props.roleName ?? `${ROLE_NAME_PREFIX}${props.profile.name}-${props.playbook.name}`;
}

/**
 * Checks each property of a role once, and fills in the defaults.
 *
 * @param stack stack of the role
 * @param account account of the role; may be a token
 * @param props properties that the caller gave
 */
export function describeRole(stack: Stack, account: string, props: IncidentResponseRoleProps): RoleDescription {
  const roleName = roleNameOf(props);
  const path = props.path ?? BREAK_GLASS_PATH;
  requirePath('path', path);
  requireRoleName(roleName, path);
  const backupOwners = props.backupOwners ?? [];
  requirePhase(props);
  requireUsers(account, props.responders, backupOwners);
  props.responders.forEach((user) => requirePartition(stack, 'responders', user.userArn));
  backupOwners.forEach((user) => requirePartition(stack, 'backupOwners', user.userArn));
  requirePlaces(props);
  requireSomebodyWithCli(roleName, props, backupOwners);
  return {
    roleName,
    path,
    roleArn: iamArn(stack, 'role', path, roleName),
    boundaryArn: iamArn(stack, 'policy', path, `${roleName}-boundary`),
    profile: props.profile,
    playbook: props.playbook,
    playbookScope: props.playbookScope,
    ...checkedTimes(props),
    users: [...props.responders, ...backupOwners],
    responderArns: props.responders.map((user) => user.userArn),
    backupOwnerArns: backupOwners.map((user) => user.userArn),
    organizationId: props.organizationId,
    sourceIps: props.sourceIps,
    regions: props.regions,
    activationWindow: props.activationWindow,
    requireSourceIdentity: props.requireSourceIdentity ?? false,
    requireIncidentId: props.requireIncidentId ?? false,
  };
}

/** Without a common phase the role would have the permissions of the profile alone, and none of the playbook. */
function requirePhase({ profile, playbook }: IncidentResponseRoleProps): void {
  if (!profile.phases.some((phase) => playbook._hasPhase(phase))) {
    throw propError('playbook', `must have a phase of profile '${profile.name}' (${profile.phases.join(', ')})`, `${playbook.name} with ${playbook.phases.join(', ')}`,
      'give the playbook one of these phases, or choose another profile');
  }
}

function checkedTimes(props: IncidentResponseRoleProps): Pick<RoleDescription, 'maxSession' | 'maxMfaAge'> {
  const longest = props.profile.maxSession;
  const maxSession = props.maxSession ?? longest;
  requireDuration('maxSession', maxSession, Duration.hours(1), longest, {
    tooShort: 'IAM allows no shorter session of a role',
    tooLong: `profile '${props.profile.name}' allows no longer session; for a longer incident assume the role again`,
  });
  const maxMfaAge = props.maxMfaAge ?? Duration.hours(1);
  requireDuration('maxMfaAge', maxMfaAge, Duration.minutes(15), maxSession, {
    tooShort: 'responders would have to sign in too often',
    tooLong: 'a sign-in older than the session is no proof of MFA',
  });
  return { maxSession, maxMfaAge };
}

function requireUsers(account: string, responders: readonly IBreakGlassUser[], backupOwners: readonly IBreakGlassUser[]): void {
  requireKnownAccounts(account, 'responders', responders);
  requireKnownAccounts(account, 'backupOwners', backupOwners);
  const [responderArns, backupOwnerArns] = [responders, backupOwners].map((users) => users.map((user) => user.userArn));
  if (responderArns.length === 0) {
    throw propError('responders', 'must name at least one break-glass user', 'none', 'add a responder: without one the role can\'t be assumed');
  }
  requireUnique('responders', responderArns, 'name each responder once');
  requireUnique('backupOwners', backupOwnerArns, 'name each backup owner once');
  requireUnique('backupOwners', [...responderArns, ...backupOwnerArns], 'name a backup owner who is no responder');
}

/** Switch Role of the console sends neither tags nor a source identity, and a user without `aws login` has nothing else. */
function requireSomebodyWithCli(roleName: string, props: IncidentResponseRoleProps, backupOwners: readonly IBreakGlassUser[]): void {
  const prop = props.requireIncidentId ? 'requireIncidentId' : props.requireSourceIdentity ? 'requireSourceIdentity' : undefined;
  const users = [...props.responders, ...backupOwners];
  if (prop && users.every(({ allowsAwsLogin }) => allowsAwsLogin === false)) {
    throw propError(prop, `can't be met by any responder of ${roleName}: the console's Switch Role sends neither tags nor a source identity`, true,
      `give a responder 'allowAwsLogin', or leave '${prop}' out`);
  }
}

/**
 * In an environment-agnostic stack the account is a reference. In the role's template it would mean the role's account, and
 * the trust policy would name a user of the wrong account.
 */
function requireKnownAccounts(account: string, prop: string, users: readonly IBreakGlassUser[]): void {
  if (Token.isUnresolved(account)) { return; }
  const unknown = users.find((user) => Token.isUnresolved(user.env.account));
  if (unknown) {
    throw propError(prop, `must hold users of a known account, because the account of the role is known (${account})`, unknown.userName,
      "give the stack of the users an 'env' as well, or give neither stack one");
  }
}

const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;

function requirePlaces({ sourceIps, regions, organizationId }: IncidentResponseRoleProps): void {
  sourceIps?.forEach((range) => requirePublicRange('sourceIps', range));
  if (sourceIps?.length === 0) {
    throw propError('sourceIps', 'must name at least one range', 'none', "leave 'sourceIps' out to allow every address");
  }
  if (organizationId !== undefined && !Token.isUnresolved(organizationId) && !ORGANIZATION.test(organizationId)) {
    const putRight = (text: string) => `o-${text.trim().toLowerCase().replace(/^o-/, '')}`;
    throw propError('organizationId', 'must be the id of an organization', organizationId, writeItAs(organizationId, putRight, ORGANIZATION, 'o-a1b2c3d4e5'));
  }
  regions?.forEach(requireRegion);
  if (regions?.length === 0) {
    throw propError('regions', 'must name at least one Region', 'none', "leave 'regions' out to allow every Region");
  }
}
