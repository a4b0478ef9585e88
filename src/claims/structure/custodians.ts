/** What templates of the app say about the custodians of first passwords, and about the role of CloudFormation. */
import { actsAs, mayAct } from './acting';
import { cut } from './compare';
import { namesBreakGlass } from './names';
import { list, text } from './parts';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { IamArnParts, parseIamArn } from '../../private/arns';
import { ANY_ACCOUNT } from '../assembly';
import { AccessModel, groupedBy, ResourceModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { unknownsIn } from '../resolve';

/** IAM finds a name in any case. */
const isNamed = (name: string, wanted: string): boolean => name.toLowerCase() === wanted.toLowerCase();

/** Roles of an account whose name only the deployment knows. What attaches a policy to a name like this is another claim's. */
export function namelessRoles(model: AccessModel, account: string): readonly RoleModel[] {
  return (rolesByAccount(model).get(account) ?? []).filter(({ name }) => unknownsIn(name).length > 0);
}

const rolesByAccount = ofModel((model) => groupedBy([...model.otherRoles, ...model.roles], ({ account }) => account));

/** The roles of the templates that have the name of an ARN, in whichever stack of its account. */
export function rolesOf(model: AccessModel, { kind, account, name }: IamArnParts): RoleModel[] {
  return kind === 'role' ? (rolesByAccount(model).get(account) ?? []).filter((role) => isNamed(role.name, name)) : [];
}

/** What lets others be a custodian: only the deployment's account can say who that is otherwise. */
export function custodianFaults(model: AccessModel, custodianArns: readonly string[]): string[] {
  const people = custodianArns.map((arn) => ({ arn, who: principalsOf(model, arn) }));
  const same = (one: readonly string[], other: readonly string[]) => one.length === 1 && other.length === 1 && one[0] === other[0];
  return [
    ...custodianArns.flatMap((arn) => faultsOf(model, arn).map((fault) => `has the custodian ${arn}, ${fault}`)),
    ...people.flatMap(({ arn, who }, index) => (people.slice(0, index).some((other) => same(who, other.who))
      ? [`has the custodian ${arn}, which is ${who[0]} like another custodian`] : [])),
  ];
}

/** Who a custodian of the templates is in the end, where that is written outside of them. */
export const custodiansOutside = remembered((model, arn) => {
  const parts = parseIamArn(arn);
  return parts ? rolesOf(model, parts).flatMap((role) => trustsOf(role).flatMap(({ Principal }) => (
    Principal === null || typeof Principal !== 'object' ? [] : [...textsOf(Principal.AWS), ...textsOf(Principal.Federated)]))) : [];
});

/** Each ARN is looked up once: all users of an app have the same custodians. */
function remembered(find: (model: AccessModel, arn: string) => string[]): (model: AccessModel, arn: string) => string[] {
  const known = ofModel(() => new Map<string, string[]>());
  return (model, arn) => {
    const faults = known(model).get(arn) ?? find(model, arn);
    known(model).set(arn, faults);
    return faults;
  };
}

/** What lets others be CloudFormation: a bootstrap stack makes the role for the service alone. */
export const deployerFaults = remembered((model, arn) => {
  const parts = parseIamArn(arn);
  if (!parts) { return []; }
  return [
    ...rolesOf(model, parts).flatMap((role) => trustsOf(role).filter(({ Principal }) => (
      JSON.stringify(Principal) !== JSON.stringify({ Service: 'cloudformation.amazonaws.com' }))).map((statement) => (
      `which ${role.resource.logicalId} makes for ${cut(JSON.stringify(statement.Principal ?? statement))}`))),
    // A pipeline gives CloudFormation its role.
    ...usersOf(model, arn, parts).filter(({ type }) => type !== 'AWS::CodePipeline::Pipeline').map(({ type, logicalId }) => `as which the ${type} ${logicalId} acts`),
  ].map((fault) => `lets CloudFormation's role ${arn} read the password, ${fault}`);
});

const faultsOf = remembered((model, arn) => {
  const parts = parseIamArn(arn);
  if (!parts) { return []; }
  const roles = rolesOf(model, parts);
  return [
    ...roles.flatMap((role) => trustsOf(role).flatMap((statement) => trustFaults(model, statement, parts.account))
      .map((fault) => `whose role ${role.resource.logicalId} trusts ${fault}`)),
    ...attachersOf(model, parts, roles).map(({ type, logicalId }) => `which gets a policy from ${type} ${logicalId}`),
    ...usersOf(model, arn, parts).map(({ type, logicalId }) => `as which the ${type} ${logicalId} acts`),
    ...(parts.kind === 'user' ? credentialsOf(model, parts).map(({ type, logicalId }) => `to whom ${type} ${logicalId} gives a credential`) : []),
  ];
});

const trustsOf = ({ trust }: RoleModel): any[] => listOf(trust?.Statement).filter((statement: any) => statement?.Effect === 'Allow');

/** Principals that a trust names and that are no person's: each of these could be anybody. */
function trustFaults(model: AccessModel, { Principal, NotPrincipal, Condition }: any, account: string): string[] {
  if (NotPrincipal !== undefined || Principal === undefined) { return ['all but some']; }
  if (typeof Principal === 'string') { return anybody(Principal, Condition, account); }
  const names = namesBreakGlass(model);
  return Object.entries<any>(Principal).flatMap(([kind, values]) => textsOf(values).flatMap((value) => {
    switch (kind) {
      case 'AWS': return names(value) ? [`${value}, a break-glass principal`] : parseIamArn(value) || SESSION.test(value) ? [] : anybody(value, Condition, account);
      case 'Federated': return federationFaults(value, Condition, account);
      // A service runs what somebody tells it.
      default: return [`${kind.toLowerCase()} ${value}`];
    }
  }));
}

/** One session of a role. */
const SESSION = /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+$/;

/** An account as a whole names nobody, unless a condition says which principals of this account are meant. */
function anybody(value: string, condition: any, account: string): string[] {
  const named = Object.entries<any>(condition ?? {}).filter(([operator]) => /^(ArnEquals|ArnLike|StringEquals|StringLike)$/.test(operator))
    .flatMap(([, keys]) => Object.entries<any>(keys ?? {})).filter(([key]) => key.toLowerCase() === 'aws:principalarn').flatMap(([, values]) => textsOf(values));
  const identifiable = named.length > 0 && named.every((arn) => /^arn:[^:*?]+:(iam|sts)::\d{12}:(role|user|assumed-role)\/.*[^*?/]/.test(arn) && arn.includes(`::${account}:`));
  // Who may be this role is then written in the account itself, as for a role of another app.
  const own = new RegExp(`^(arn:[^:]+:iam::)?${account}(:root)?$`).test(value);
  return identifiable || own ? [] : [value];
}

function federationFaults(value: string, condition: any, account: string): string[] {
  if (!value.includes(`::${account}:`)) { return [`the federation ${value}`]; }
  if (/:saml-provider\//.test(value)) { return []; }
  const [, issuer = ''] = /:oidc-provider\/(.+)$/.exec(value) ?? [];
  // A negated operator says who it is not.
  const subjects = Object.entries<any>(condition ?? {}).filter(([operator]) => /^String(Equals|Like)$/.test(operator)).flatMap(([, keys]) => textsOf(keys?.[`${issuer}:sub`]));
  // The subject names the owner and the repository, the user or the service account: a part before its first wildcard that is nobody in particular names nobody.
  return subjects.length > 0 && subjects.every((subject) => /^[^*?]*[:/][^*?:/]+([:/]|$)/.test(subject) || !/[*?]/.test(subject)) ? [] : [`everybody of the federation ${value}`];
}

/** Resources that attach a policy to the principal. Those of its own stack are part of it where the stack holds it. */
function attachersOf(model: AccessModel, { kind, account, name }: IamArnParts, roles: readonly RoleModel[]): ResourceModel[] {
  const own = new Set(roles.map(({ resource }) => resource.stack));
  const listed = kind === 'role' ? 'Roles' : 'Users';
  const single = kind === 'role' ? 'RoleName' : 'UserName';
  const types = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', kind === 'role' ? 'AWS::IAM::RolePolicy' : 'AWS::IAM::UserPolicy'];
  return types.flatMap((type) => ofType(model, type)).filter(({ stack, props }) => stack.account === account && !own.has(stack)
    && [...list(props[listed]), ...list(props[single])].some((one) => isNamed(text(one), name)));
}

function usersOf(model: AccessModel, arn: string, { kind, account, name }: IamArnParts): ResourceModel[] {
  if (kind !== 'role') { return []; }
  const lower = name.toLowerCase();
  const role = { arn, account, name };
  return model.resources.filter((resource) => mayAct(resource) && mentions(model, resource).includes(lower) && actsAs(resource, role));
}

/** The text of each resource, in small letters. */
const texts = ofModel(() => new WeakMap<ResourceModel, string>());
function mentions(model: AccessModel, resource: ResourceModel): string {
  const known = texts(model);
  let found = known.get(resource);
  if (found === undefined) { known.set(resource, found = JSON.stringify(resource.props).toLowerCase()); }
  return found;
}

/** What gives an IAM user a credential: who reads the template, or the outputs of its stack, is that user. */
export function credentialsOf(model: AccessModel, { account, name }: Pick<IamArnParts, 'account' | 'name'>): ResourceModel[] {
  const here = ({ stack }: ResourceModel) => [account, ANY_ACCOUNT].includes(stack.account);
  return [
    ...['AWS::IAM::AccessKey', 'AWS::IAM::ServiceSpecificCredential', 'AWS::IAM::SSHPublicKey', 'AWS::IAM::SigningCertificate'].flatMap((type) => ofType(model, type))
      .filter((resource) => here(resource) && isNamed(text(resource.props.UserName), name)),
    ...ofType(model, 'AWS::IAM::User').filter((user) => here(user) && user.props.LoginProfile !== undefined && isNamed(text(user.props.UserName), name)),
  ];
}

/** The principals of a role of the app, or the principal itself: who a custodian is in the end. */
function principalsOf(model: AccessModel, arn: string): string[] {
  const parts = parseIamArn(arn);
  const roles = parts ? rolesOf(model, parts) : [];
  if (roles.length === 0) { return [arn]; }
  return [...new Set(roles.flatMap((role) => trustsOf(role).flatMap(({ Principal, Condition }) => (
    Condition === undefined && Principal !== null && typeof Principal === 'object' && Object.keys(Principal).join() === 'AWS'
      ? textsOf(Principal.AWS).map((one) => (parseIamArn(one) ? one : `${one} ${role.arn}`)) : [`somebody by ${role.arn}`]))))];
}
