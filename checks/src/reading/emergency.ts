import { AppReading } from './app-reading';
import { coversAction, ReadStatement, statementsOf } from './policy';
import { isUnknown } from './resolution';
import { Resource, tagsOf } from './resource';

/**
 * What counts as emergency access, in any app: names, paths, tags and logical ids say so. A pattern too many is a
 * finding to acknowledge, one too few a back door, so these are wide. The stack's name doesn't count.
 */
const BREAK_GLASS = [/break[-_ ]?(the[-_ ]?)?glass/i, /emergency/i, /fire[-_ ]?(call|fighter)/i, /(^|\/)bg(\/|$)/];
const INCIDENT = [/incident[-_ ]?(response|responder|commander|handler|access)/i, /(^|[-_/a-z0-9])IR[-_]?([Rr]ole|[Rr]esponder|[Aa]dmin)/];

function says(resource: Resource, words: readonly RegExp[]): boolean {
  const { RoleName, UserName, Name, Path, TopicName, AlarmName, SecretName } = resource.properties;
  const texts = [RoleName, UserName, Name, Path, TopicName, AlarmName, SecretName, resource.logicalId, ...Object.entries(tagsOf(resource)).flat()];
  return texts.some((text) => typeof text === 'string' && words.some((word) => word.test(withoutReferences(text))));
}

/** A reference holds the path of another construct, whose name says nothing about this one. */
function withoutReferences(text: string): string {
  return text.replace(/⟨[^⟩]*⟩/g, '');
}

export function isBreakGlass(resource: Resource, app: AppReading): boolean {
  return says(resource, [...BREAK_GLASS, ...app.words]);
}

export function isEmergency(resource: Resource, app: AppReading): boolean {
  return says(resource, [...BREAK_GLASS, ...INCIDENT, ...app.words]);
}

const ASSUMING = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

/** Allow statements of a role's trust that let a principal assume it. */
export function trustOf(role: Resource): ReadStatement[] {
  return statementsOf(role.properties.AssumeRolePolicyDocument, "'AssumeRolePolicyDocument'").filter((statement) => statement.effect === 'Allow'
    && (ASSUMING.some((action) => coversAction(statement, action)) || statement.actions.some(isUnknown)));
}

/** A trust that can't be read is the finding of the rules that need it, on this role only. */
export function readableTrustOf(role: Resource): ReadStatement[] | undefined {
  try {
    return trustOf(role);
  } catch {
    return undefined;
  }
}

/** AWS principals of a trust statement, and `*`; services are no people. */
export function accountPrincipals(statement: ReadStatement): string[] {
  return [...statement.principals?.AWS ?? [], ...statement.principals?.['*'] ?? []];
}

/** Roles for emergencies that people assume: by what they are called, or because a break-glass user may assume them. */
export function emergencyRoles(app: AppReading): Resource[] {
  return app.once('emergency roles', () => app.ofType('AWS::IAM::Role')
    .filter((role) => isForPeople(role) && (isEmergency(role, app) || trustsEmergencyUser(role, app))));
}

/** Services assume roles too; `IncidentResponseRole` of a function is none that a person can take. */
function isForPeople(role: Resource): boolean {
  return readableTrustOf(role)?.some((statement) => accountPrincipals(statement).length > 0
    || statement.principals?.Federated !== undefined || statement.notPrincipal) ?? true;
}

function trustsEmergencyUser(role: Resource, app: AppReading): boolean {
  return readableTrustOf(role)?.flatMap(whoMayCome).some((principal) => isEmergencyUser(principal, app)) ?? false;
}

/** Principals, and those that a condition lets in of them. */
function whoMayCome(statement: ReadStatement): string[] {
  const named = statement.conditions.filter(({ operator, key }) => key === 'aws:principalarn' && !operator.includes('not'));
  return [...accountPrincipals(statement), ...named.flatMap(({ values }) => values)];
}

export function isEmergencyRole(role: Resource, app: AppReading): boolean {
  return emergencyRoles(app).includes(role);
}

function isEmergencyUser(principal: string, app: AppReading): boolean {
  const users = app.referredTo(principal).filter((target) => target.type === 'AWS::IAM::User');
  return users.some((user) => isEmergency(user, app))
    || (/:user\//.test(principal) && [...BREAK_GLASS, ...INCIDENT, ...app.words].some((word) => word.test(withoutReferences(principal))));
}

/** Roles for the day on which everything else is down, and not only for incidents. */
export function isBreakGlassRole(role: Resource, app: AppReading): boolean {
  return isForPeople(role) && (isBreakGlass(role, app) || trustsEmergencyUser(role, app));
}

export function breakGlassUsers(app: AppReading): Resource[] {
  return app.once('break-glass users', () => app.ofType('AWS::IAM::User').filter((user) => isBreakGlass(user, app)));
}
