import { list, statementsOf } from './policy-summary';
import { inWords } from './words';
import { AccessModel, RoleModel, UserModel, INCIDENT_TAG, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from 'cdk-break-glass/internal';

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

export function roleFacts(model: AccessModel, role: RoleModel): RoleFacts {
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
    responders: responders.map((arn) => person(model, arn)),
    backupOwners: backupOwners.map((arn) => person(model, arn)),
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
  const people = new Map(model.users.map((user) => [user.arn, person(model, user.arn)]));
  for (const other of facts.flatMap((role) => [...role.responders, ...role.backupOwners])) {
    if (!people.has(other.arn)) { people.set(other.arn, other); }
  }
  return [...people.values()];
}

/** `222222222222`, with the stacks that are deployed there. */
export function accountsOf(model: AccessModel, facts: readonly RoleFacts[]): Array<{ id: string; stacks: string; roles: RoleFacts[] }> {
  return [...new Set(facts.map(({ role }) => role.account))].sort().map((id) => ({
    id,
    stacks: [...new Set(model.stacks.filter((stack) => stack.account === id).map((stack) => stack.name))].join(', '),
    roles: facts.filter(({ role }) => role.account === id),
  }));
}

function titleOf(role: RoleModel): string {
  const { Profile: profile, Playbook: playbook } = role.tags;
  return profile && playbook ? `${inWords(profile)} · ${inWords(playbook)}` : role.name.replace(ROLE_NAME_PREFIX, '');
}

function person(model: AccessModel, arn: string): Person {
  const user = model.users.find((candidate) => candidate.arn === arn);
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return { arn, name, account: arn.split(':')[4] ?? '', user, label: user?.tags.ResponderName ?? name.replace(USER_NAME_SUFFIX, '') };
}

function assumes(statement: any): boolean {
  return list(statement.Action).some((action) => /^(\*|sts:(\*|Assume.*))$/i.test(action));
}

function isBackup(statement: any): boolean {
  return String(statement.Sid ?? '').startsWith('BackupOwners');
}

function principals(statement: any): string[] {
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
