import { AccessQuestion, AccessRequest, identified, Subject } from './claim';
import { AccessModel, groupedBy, NamedPolicy, RoleModel, UserModel } from './model';
import { ofModel } from './model-index';

/** A fixed time, so that proofs don't depend on the day they run. */
export const NOW = '2030-06-15T12:00:00Z';
export const ORGANIZATION = 'o-exampleorg1';
const HOME_ADDRESS = '198.51.100.7';

/** Policy that an attacker with access to the account would attach first. */
export const ADMINISTRATOR: NamedPolicy = {
  name: 'AdministratorAccess, which the question attaches',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

/** A resource policy of the same account that names a principal: it overrides implicit denies of a boundary. */
export function grantTo(principalArn: string): any {
  // Questions about one principal follow each other.
  if (granted.Statement[0].Principal.AWS !== principalArn) { granted = granting(principalArn); }
  return granted;
}

const granting = (principalArn: string) => (
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: principalArn }, Action: '*', Resource: '*' }] });
let granted = granting('');

/**
 * MFA of a user's session: used some seconds ago, not used, or unknown (calls signed with access keys). The age is there only where MFA was used.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
 */
export type Mfa = { readonly age: number } | 'none' | 'unknown';

export interface Circumstances {
  readonly mfa?: Mfa;
  readonly sessionName?: string;
  readonly sourceIp?: string;
  readonly region?: string;
  readonly time?: string;
  readonly organization?: string;
  readonly extra?: { readonly [key: string]: string | string[] };
}

function mfaContext(mfa: Mfa): { [key: string]: string } {
  if (mfa === 'unknown') { return {}; }
  if (mfa === 'none') { return { 'aws:MultiFactorAuthPresent': 'false' }; }
  return { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': String(mfa.age) };
}

function commonContext(circumstances: Circumstances): { [key: string]: string | string[] } {
  return {
    'aws:CurrentTime': circumstances.time ?? NOW,
    'aws:RequestedRegion': circumstances.region ?? 'us-east-1',
    'aws:SecureTransport': 'true',
    'aws:SourceIp': circumstances.sourceIp ?? HOME_ADDRESS,
    'aws:ViaAWSService': 'false',
    ...circumstances.extra,
  };
}

type Identity = Omit<Caller, 'policies' | 'boundary' | 'extra'>;

/** What AWS knows of a caller of each kind. */
function callerContext(caller: Identity, circumstances: Circumstances): Context {
  const [, role] = /:assumed-role\/([^/]+)\//.exec(caller.arn) ?? [];
  return role === undefined ? userContext(caller, circumstances) : roleContext(caller, role, circumstances);
}

/** A session of a role has no user name, and nothing of MFA: AWS doesn't carry it into credentials of AssumeRole. */
function roleContext({ account, name }: Identity, role: string, circumstances: Circumstances): Context {
  return {
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}`,
    'aws:PrincipalOrgID': circumstances.organization ?? ORGANIZATION,
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `AROAEXAMPLEEXAMPLE00:${name}`,
    ...commonContext(circumstances),
  };
}

export function userContext(user: Identity, circumstances: Circumstances = {}): Context {
  return {
    'aws:PrincipalAccount': user.account,
    'aws:PrincipalArn': user.arn,
    'aws:PrincipalOrgID': circumstances.organization ?? ORGANIZATION,
    'aws:PrincipalType': 'User',
    'aws:userid': 'AIDAEXAMPLEEXAMPLE00',
    'aws:username': user.name,
    ...mfaContext(circumstances.mfa ?? { age: 60 }),
    ...commonContext(circumstances),
  };
}

/** A request of a break-glass user with its own policies. */
export function byUser(user: UserModel, action: string, resource?: string, circumstances?: Circumstances): AccessRequest {
  return {
    principalArn: user.arn,
    action,
    resource,
    account: user.account,
    context: userContext(user, circumstances),
    identityPolicies: user.policies,
    boundary: user.boundary,
  };
}

/** A request in a session of an incident response role. */
export function bySession(role: RoleModel, action: string, resource?: string, elsewhere: Circumstances = {}): AccessRequest {
  const sessionName = elsewhere.sessionName ?? 'jane.doe-BREAK-GLASS';
  return {
    principalArn: sessionArn(role, sessionName),
    action,
    resource,
    account: role.account,
    context: Object.keys(elsewhere).length > 0 ? sessionContext(role, sessionName, elsewhere) : usualContext(role, sessionName),
    identityPolicies: role.policies,
    boundary: role.boundary,
  };
}

type Context = AccessRequest['context'];

function sessionContext(role: RoleModel, sessionName: string, elsewhere: Circumstances): Context {
  return {
    'aws:PrincipalAccount': role.account,
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `AROAEXAMPLEEXAMPLE00:${sessionName}`,
    // The place and time satisfy the role's conditions; otherwise a refusal could have another reason than the question's.
    ...commonContext({ ...satisfying(role), ...elsewhere }),
  };
}

/** Most questions about a role are about the same circumstances. They share a context, because the evaluator reads each context once. */
const usual = new WeakMap<RoleModel, Context>();

function usualContext(role: RoleModel, sessionName: string): Context {
  let context = usual.get(role);
  if (!context) { usual.set(role, context = sessionContext(role, sessionName, {})); }
  return context;
}

export function sessionArn(role: RoleModel, sessionName: string): string {
  return `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`;
}

/** Circumstances that satisfy the conditions of a role on place, time and organization. */
export function satisfying(role: RoleModel): Circumstances {
  const circumstances = satisfied.get(role) ?? readCircumstances(role);
  satisfied.set(role, circumstances);
  return circumstances;
}

/** Every question about a role asks for them, and a model doesn't change. */
const satisfied = new WeakMap<RoleModel, Circumstances>();

function readCircumstances(role: RoleModel): Circumstances {
  const trust = JSON.stringify(role.trust ?? {});
  const boundary = JSON.stringify(role.boundary?.document ?? {});
  const find = (text: string, pattern: RegExp) => pattern.exec(text)?.[1];
  const address = find(trust, /"aws:SourceIp":\[?"([^"/]+)/) ?? find(boundary, /"aws:SourceIp":\[?"([^"/]+)/);
  const region = find(boundary, /"aws:RequestedRegion":\[?"([^"]+)/);
  const organization = find(trust, /"aws:PrincipalOrgID":"([^"]+)"/);
  const start = find(trust, /"DateGreaterThanEquals":\{"aws:CurrentTime":"([^"]+)"/);
  return {
    ...(address ? { sourceIp: address.replace(/\.0$/, '.7') } : {}),
    ...(region ? { region } : {}),
    ...(organization ? { organization } : {}),
    ...(start ? { time: start } : {}),
  };
}

/** A caller whose own policies allow every role, so that only the role's trust policy decides. */
export interface Caller {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly policies?: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** What else AWS knows of the caller's requests. */
  readonly extra?: Circumstances['extra'];
}

/** AssumeRole on an incident response role: the caller's policies and the role's trust together. */
export function assume(role: RoleModel, caller: Caller, circumstances: Circumstances = {}, action: string = 'sts:AssumeRole'): AccessRequest {
  return {
    principalArn: caller.arn,
    action,
    resource: role.arn,
    account: role.account,
    context: {
      ...callerContext(caller, circumstances),
      'sts:RoleSessionName': circumstances.sessionName ?? caller.name,
      // The request meets the role's requirements unless a question overrides them.
      ...(wants(role, 'aws:RequestTag/IncidentId') ? { 'aws:RequestTag/IncidentId': 'INC-1', 'aws:TagKeys': ['IncidentId'] } : {}),
      ...(wants(role, 'sts:SourceIdentity') ? { 'sts:SourceIdentity': caller.name } : {}),
      ...caller.extra,
      ...(circumstances.sessionName === undefined ? {} : { 'sts:RoleSessionName': circumstances.sessionName }),
      ...circumstances.extra,
    },
    identityPolicies: caller.policies ?? [ADMINISTRATOR],
    boundary: caller.boundary,
    resourcePolicy: role.trust,
  };
}

/** Whether the role's trust policy uses a condition key. */
export function wants(role: RoleModel, key: string): boolean {
  return trustHolds(role, `"${key}"`);
}

const searched = new WeakMap<RoleModel, Map<string, boolean>>();

/** Whether a text stands in the role's trust policy. Searched once: a trust may name thousands of users, and is asked about each of them. */
export function trustHolds(role: RoleModel, text: string): boolean {
  let answers = searched.get(role);
  if (!answers) { searched.set(role, answers = new Map()); }
  let found = answers.get(text);
  if (found === undefined) { answers.set(text, found = String(JSON.stringify(role.trust)).includes(text)); }
  return found;
}

export const userByArn = ofModel((model) => new Map(model.users.map((user) => [user.arn, user])));
const byTrusted = ofModel((model) => {
  const pairs = model.roles.flatMap((role) => trustedArns(role).map((arn) => ({ arn, role })));
  return groupedBy(pairs, ({ arn }) => arn);
});

/** The roles whose trust policy names a principal. */
export function rolesTrusting(model: AccessModel, arn: string): RoleModel[] {
  return (byTrusted(model).get(arn) ?? []).map(({ role }) => role);
}

/** Users that a role's trust policy names: from the model, or by ARN if the model doesn't contain them. */
export function trustedUsers(model: AccessModel, role: RoleModel): Caller[] {
  return trustedArns(role)
    .filter((arn) => /:user\//.test(arn))
    .map((arn) => userByArn(model).get(arn) ?? stranger(arn));
}

/** Users that a trust policy names by a condition on their name, in an account that it trusts as a whole. */
export function usersNamedByCondition(role: RoleModel): Caller[] {
  const found = [...JSON.stringify(role.trust ?? {}).matchAll(/"aws:username":(\[[^\]]*\]|"[^"]*")/gi)].flatMap(([, names]) => [JSON.parse(names)].flat() as string[]);
  const names = found.filter((name) => !/[*?$]/.test(name));
  return usersOfTrustedAccounts(role).flatMap(({ account }) => names.map((name) => stranger(`arn:aws:iam::${account}:user/${name}`)));
}

/** A user of each account that a trust policy names as a whole, and of the role's own account where it names everyone: any user there may ask. */
export function usersOfTrustedAccounts(role: RoleModel): Caller[] {
  const accounts = trustedArns(role).flatMap((arn) => arn === '*' ? [role.account] : /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(arn)?.slice(1) ?? []);
  return [...new Set(accounts)].map((account) => stranger(`arn:aws:iam::${account}:user/anyone`));
}

export function trustedArns(role: RoleModel): string[] {
  const statements: any[] = role.trust?.Statement ?? [];
  const arns = statements.filter((statement) => statement.Effect === 'Allow')
    .flatMap((statement) => {
      const principal = statement.Principal ?? {};
      return typeof principal === 'string' ? [principal] : [principal.AWS ?? []].flat();
    });
  return [...new Set(arns)];
}

export function stranger(arn: string): Caller {
  return { arn, name: arn.slice(arn.lastIndexOf('/') + 1), account: arn.split(':')[4] };
}

export function allowed(subject: Subject, text: string, request: AccessRequest): AccessQuestion {
  return { kind: 'access', expect: 'allowed', ...identified(subject), text, request };
}

export function denied(subject: Subject, text: string, request: AccessRequest): AccessQuestion {
  return { kind: 'access', expect: 'denied', ...identified(subject), text, request };
}
