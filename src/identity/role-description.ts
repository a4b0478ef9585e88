import { Duration, Stack, Token } from 'aws-cdk-lib';
import { ActivationWindow } from './activation-window';
import { IBreakGlassUser } from './break-glass-user';
import { IncidentResponseRoleProps } from './incident-response-role-props';
import { ResponderProfile } from './responder-profile';
import { requireRoleName } from './role-name';
import { Playbook } from '../playbook/playbook';
import { PlaybookScope } from '../playbook/playbook-scope';
import { iamArn } from '../private/arns';
import { BREAK_GLASS_PATH, ROLE_NAME_PREFIX } from '../private/names';
import { propError, requireCidr, requireDuration, requirePath, requireRegion, requireUnique, writeItAs } from '../private/validation';

/** An incident response role that passed all checks, with all defaults filled in. Everything is rendered from this. */
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

/** The role's name, which the construct must know before anything else. */
export function roleNameOf(props: IncidentResponseRoleProps): string {
  return props.roleName ?? `${ROLE_NAME_PREFIX}${props.profile.name}-${props.playbook.name}`;
}

/**
 * Checks the props of a role, each once.
 *
 * @param stack where the role is made
 * @param account the role's account, perhaps a token
 * @param props as the caller gave them
 */
export function describeRole(stack: Stack, account: string, props: IncidentResponseRoleProps): RoleDescription {
  const roleName = roleNameOf(props);
  const path = props.path ?? BREAK_GLASS_PATH;
  requirePath('path', path);
  requireRoleName(roleName, path);
  const backupOwners = props.backupOwners ?? [];
  requireUsers(account, props.responders, backupOwners);
  requirePlaces(props);
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

function checkedTimes(props: IncidentResponseRoleProps): Pick<RoleDescription, 'maxSession' | 'maxMfaAge'> {
  const longest = props.profile.maxSession;
  const maxSession = props.maxSession ?? longest;
  requireDuration('maxSession', maxSession, Duration.hours(1), longest, {
    tooShort: 'IAM has no shorter role session',
    tooLong: `profile '${props.profile.name}' allows no longer session; for a longer incident assume the role again`,
  });
  const maxMfaAge = props.maxMfaAge ?? Duration.hours(1);
  requireDuration('maxMfaAge', maxMfaAge, Duration.minutes(15), maxSession, {
    tooShort: 'responders would sign in all the time',
    tooLong: 'a sign-in older than the longest session proves nothing',
  });
  return { maxSession, maxMfaAge };
}

function requireUsers(account: string, responders: readonly IBreakGlassUser[], backupOwners: readonly IBreakGlassUser[]): void {
  requireKnownAccounts(account, 'responders', responders);
  requireKnownAccounts(account, 'backupOwners', backupOwners);
  const [responderArns, backupOwnerArns] = [responders, backupOwners].map((users) => users.map((user) => user.userArn));
  if (responderArns.length === 0) {
    throw propError('responders', 'must name at least one break-glass user', 'none', 'a role that nobody can assume helps nobody');
  }
  requireUnique('responders', responderArns, 'name each responder once');
  requireUnique('backupOwners', backupOwnerArns, 'name each backup owner once');
  requireUnique('backupOwners', [...responderArns, ...backupOwnerArns], 'a backup owner must be another user than the responders');
}

/**
 * The account of an environment-agnostic stack is a reference, which means the role's account in the role's template:
 * the trust policy would name a user of the wrong account.
 */
function requireKnownAccounts(account: string, prop: string, users: readonly IBreakGlassUser[]): void {
  if (Token.isUnresolved(account)) { return; }
  const unknown = users.find((user) => Token.isUnresolved(user.env.account));
  if (unknown) {
    throw propError(prop, `must hold users whose account is known, as that of the role is (${account})`, unknown.userName,
      "give the users' stack an 'env' as well, or neither of the two stacks");
  }
}

const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;

function requirePlaces({ sourceIps, regions, organizationId }: IncidentResponseRoleProps): void {
  sourceIps?.forEach((range) => requireCidr('sourceIps', range));
  if (sourceIps?.length === 0) {
    throw propError('sourceIps', 'must name at least one range', 'none', "leave 'sourceIps' out if every address is meant");
  }
  if (organizationId !== undefined && !Token.isUnresolved(organizationId) && !ORGANIZATION.test(organizationId)) {
    const putRight = (text: string) => `o-${text.trim().toLowerCase().replace(/^o-/, '')}`;
    throw propError('organizationId', 'must be the id of an organization', organizationId, writeItAs(organizationId, putRight, ORGANIZATION, 'o-a1b2c3d4e5'));
  }
  regions?.forEach(requireRegion);
  if (regions?.length === 0) {
    throw propError('regions', 'must name at least one Region', 'none', "leave 'regions' out if every Region is meant");
  }
}
