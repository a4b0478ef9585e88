import { AccessModel, RoleModel, UserModel, INCIDENT_TAG, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from 'cdk-break-glass/internal';
import { withoutMarks } from './marks';
import { list, statementsOf } from './policy-summary';
import { inWords } from './words';

/** A principal that a role's trust names. */
export interface Person {
  readonly arn: string;
  /** The responder's name where the template tells it. */
  readonly label: string;
  readonly name: string;
  readonly account: string;
  readonly user?: UserModel;
}

/** What a role's trust, tags and boundary say, in words. */
export interface RoleFacts {
  readonly role: RoleModel;
  readonly title: string;
  readonly responders: readonly Person[];
  readonly backupOwners: readonly Person[];
  /** Undefined when some way in doesn't ask for MFA; without a number when it asks for MFA of any age. */
  readonly mfa?: { readonly maxAgeSeconds?: number };
  /** Sealed by an activation window. */
  readonly sealed: boolean;
  readonly seal: string;
  /** What is asked for, with the values that are accepted where there are any. */
  readonly requires: ReadonlyArray<readonly [what: string, values: readonly string[]]>;
  readonly warnings: readonly string[];
}

/** Reads the roles of a model; the same person is made once. */
export function factsReader(model: AccessModel): (role: RoleModel) => RoleFacts {
  const person = personReader(model);
  return (role) => roleFacts(role, person);
}

function roleFacts(role: RoleModel, person: (arn: string) => Person): RoleFacts {
  const entries = statementsOf(role.trust).filter((statement) => statement.Effect === 'Allow' && assumes(statement));
  const of = (backup: boolean) => [...new Set(entries.filter((statement) => isBackup(statement) === backup).flatMap(principals))];
  const responders = of(false);
  const backupOwners = of(true).filter((arn) => !responders.includes(arn));
  const all = (operator: RegExp, key: string) => entries.length > 0 && entries.every((statement) => values(statement, operator, key).length > 0);
  const first = (operator: RegExp, key: string) => entries.flatMap((statement) => values(statement, operator, key));
  const distinct = (operator: RegExp, key: string) => [...new Set(first(operator, key))];

  const ages = entries.map((statement) => Math.min(...values(statement, /^NumericLessThan(Equals)?$/i, 'aws:MultiFactorAuthAge').map(Number)));
  const mfa = entries.length > 0 && entries.every((statement, index) => ages[index] !== Infinity
    || values(statement, /^Bool$/i, 'aws:MultiFactorAuthPresent').includes('true'));
  const sealed = all(/^DateLessThan(Equals)?$/i, 'aws:CurrentTime');
  const from = first(/^DateGreaterThan(Equals)?$/i, 'aws:CurrentTime');
  const until = first(/^DateLessThan(Equals)?$/i, 'aws:CurrentTime');
  const regions = statementsOf(role.boundary?.document).filter((statement) => statement.Effect === 'Deny')
    .flatMap((statement) => values(statement, /^StringNotEquals$/i, 'aws:RequestedRegion'));
  return {
    role,
    title: titleOf(role),
    responders: responders.map(person),
    backupOwners: backupOwners.map(person),
    mfa: mfa ? { maxAgeSeconds: ages.includes(Infinity) ? undefined : Math.max(...ages) } : undefined,
    sealed,
    seal: sealed ? windowText(from, until) : role.tags.Seal === 'custody' ? 'custody' : '',
    requires: [
      ...all(/^String(Like|Equals)$/i, `aws:RequestTag/${INCIDENT_TAG}`) ? [['an incident id', []] as const] : [],
      ...all(/^StringEquals$/i, 'sts:SourceIdentity') ? [['the user\'s name as source identity', []] as const] : [],
      ...all(/^StringEquals$/i, 'aws:PrincipalOrgID') ? [['organization', distinct(/^StringEquals$/i, 'aws:PrincipalOrgID')] as const] : [],
      ...all(/^IpAddress$/i, 'aws:SourceIp') ? [['an address in', distinct(/^IpAddress$/i, 'aws:SourceIp')] as const] : [],
      ...regions.length > 0 ? [['Regions', [...new Set(regions)]] as const] : [],
    ],
    warnings: [
      ...responders.length + backupOwners.length === 0 ? ['trusts no principal'] : [],
      ...all(/^StringEquals$/i, 'sts:RoleSessionName') ? [] : ['session name is free'],
      ...role.boundary ? [] : [role.boundaryArn ? 'boundary is not in the templates' : 'no boundary'],
      ...role.opaquePolicies.map((policy) => `also has ${policy}, whose text is not in the templates`),
    ],
  };
}

/** The users of the templates, then all other trusted principals. */
export function allPeople(model: AccessModel, facts: readonly RoleFacts[]): Person[] {
  const person = personReader(model);
  const people = new Map(model.users.map((user) => [user.arn, person(user.arn)]));
  for (const other of facts.flatMap((role) => [...role.responders, ...role.backupOwners])) {
    if (!people.has(other.arn)) { people.set(other.arn, other); }
  }
  return [...people.values()];
}

function titleOf(role: RoleModel): string {
  const { Profile: profile, Playbook: playbook } = role.tags;
  return profile && playbook ? `${inWords(profile)} · ${inWords(playbook)}` : role.name.replace(ROLE_NAME_PREFIX, '');
}

function personReader(model: AccessModel): (arn: string) => Person {
  const users = new Map(model.users.map((user) => [user.arn, user]));
  const people = new Map<string, Person>();
  return (arn) => {
    const known = people.get(arn);
    if (known) { return known; }
    const user = users.get(arn);
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const label = user?.tags.ResponderName ?? (isUser(arn) ? name.replace(USER_NAME_SUFFIX, '') : principalInWords(arn));
    const person = { arn, name, account: withoutMarks(arn.split(':')[4] ?? ''), user, label: withoutMarks(label) };
    people.set(arn, person);
    return person;
  };
}

/** Exactly one IAM user. */
export function isUser(arn: string): boolean {
  return /^arn:[^:]+:iam::\d{12}:user\/[^*?]+$/.test(arn);
}

/** A principal that is more, or something else, than one user. */
function principalInWords(arn: string): string {
  const account = /^arn:[^:]+:iam::(\d{12}|unknown-until-deployment\([^)]*\)):root$/.exec(arn)?.[1] ?? /^\d{12}$/.exec(arn)?.[0];
  if (account !== undefined) { return `the whole account ${account}`; }
  const role = /^arn:[^:]+:(?:iam|sts)::(\d{12}):((?:role|assumed-role)\/.+)$/.exec(arn);
  return role ? `${role[2]} of ${role[1]}` : arn === '*' ? 'anyone (*)' : arn;
}

function assumes(statement: any): boolean {
  return list(statement.Action).some((action) => /^(\*|sts:(\*|Assume.*))$/i.test(action));
}

function isBackup(statement: any): boolean {
  return String(statement.Sid ?? '').startsWith('BackupOwners');
}

function principals(statement: any): string[] {
  if (statement.NotPrincipal !== undefined) { return [`all but ${principals({ Principal: statement.NotPrincipal }).join(', ')}`]; }
  const principal = statement.Principal ?? {};
  if (typeof principal === 'string') { return [principal]; }
  return Object.entries<any>(principal).flatMap(([kind, names]) => list(names).map((name) => kind === 'AWS' ? name : `${kind} ${name}`));
}

function values(statement: any, operator: RegExp, key: string): string[] {
  return Object.entries<any>(statement.Condition ?? {}).filter(([name]) => operator.test(name)).flatMap(([, keys]) =>
    Object.entries<any>(keys ?? {}).filter(([name]) => name.toLowerCase() === key.toLowerCase()).flatMap(([, found]) => list(found)));
}

function windowText(from: readonly string[], until: readonly string[]): string {
  return until.every((instant) => instant < '1971') ? 'window, closed' : `window, open from ${from.join(', ') || 'any time'} to ${until.join(', ')}`;
}
