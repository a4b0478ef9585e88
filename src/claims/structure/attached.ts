/** Policies that other resources attach to break-glass principals. */
import { facts } from './compare';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { literally } from '../../private/texts';
import { couldBe } from '../alarm-chain/faults';
import { add, attachesBy, found, keyOf } from '../attachments';
import { Claim, fact, Question } from '../claim';
import { AccessModel, PrincipalModel, ResourceModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { unknownsIn } from '../resolve';

const REMEDY = 'Remove what attaches it: permissions come from the profile and the playbook of a role.';

export const ROLE_ATTACHMENTS: Claim = {
  id: 'role-policies-of-its-own',
  title: 'Only the library attaches policies to an incident response role, nothing else gets these policies, and no instance profile holds such a role',
  threats: [1, 5],
  proof: 'template',
  ownOnly: true,
  remedy: REMEDY,
  questions: function* (model): Iterable<Question> {
    for (const role of model.roles) {
      yield* facts(role, 'has policies of the library only', [
        ...attachedTo(role, new RegExp(`/${literally(role.name)}-permissions-\\d+$`)),
        ...profilesOf(model, role).map(({ logicalId }) => `is in the instance profile ${logicalId}`),
      ], `${role.policies.length} policies`);
    }
    yield* twins(model);
    yield* unreadable(model, 'role');
  },
};

/** Groups are another claim's. */
export const USER_ATTACHMENTS: Claim = {
  id: 'user-policies-of-its-own',
  title: 'Only the library attaches policies to a break-glass user',
  threats: [1],
  proof: 'template',
  ownOnly: true,
  remedy: REMEDY,
  questions: function* (model): Iterable<Question> {
    for (const user of model.users) {
      yield* facts(user, 'has policies of the library only', attachedTo(user, new RegExp(`/${literally(user.name)}-permissions$`)),
        `${user.policies.length} policies`);
    }
    yield* unreadable(model, 'user');
  },
};

/** Policies of break-glass principals, by their path or name, in whatever account. */
const BREAK_GLASS_POLICY = /:policy\/bg\/|BREAK-GLASS/;

const PROFILE = 'AWS::IAM::InstanceProfile';

/** Instance profiles by the roles in them. */
const profiles = ofModel((model) => {
  const index = new Map<string, ResourceModel[]>();
  for (const profile of ofType(model, PROFILE)) {
    for (const role of new Set(textsOf(profile.props.Roles))) { add(index, keyOf(profile.stack.account, role), profile); }
  }
  return index;
});

function attachedTo(principal: PrincipalModel, own: RegExp): string[] {
  const { props } = principal.resource;
  // Policies whose text isn't in the templates are another claim's.
  const foreign = textsOf(props.ManagedPolicyArns).filter((arn) => !principal.opaquePolicies.includes(arn) && !(own.test(arn) && arn.includes(`::${principal.account}:`)));
  return [
    ...foreign.map((arn) => `has the managed policy ${arn}`),
    ...listOf(props.Policies).map((policy: any) => `has the inline policy ${policy?.PolicyName ?? 'without a name'}`),
    ...principal.attachedBy.map(({ type, logicalId }) => `gets a policy from ${type} ${logicalId}`),
  ];
}

const profilesOf = (model: AccessModel, { account, name }: PrincipalModel) => found(profiles(model), account, name);

/** Principals that have the policies of a role or a user without its boundary, its trust and its alarms. */
function* twins(model: AccessModel): Iterable<Question> {
  const own = new Set([...model.roles, ...model.users].map(({ resource }) => resource));
  for (const resource of model.resources) {
    if (resource.type === 'AWS::IAM::ManagedPolicy' && BREAK_GLASS_POLICY.test(`:policy${resource.props.Path ?? '/'}${resource.props.ManagedPolicyName ?? ''}`)) {
      const others = ['Users', 'Roles', 'Groups'].flatMap((list) => textsOf(resource.props[list]).map((name) => `${list} ${name}`));
      if (others.length > 0) { yield fact(resource, 'is attached by the principal that it belongs to, and by no list of its own', false, `is given to ${others.join(', ')}`); }
    }
    if (!['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'].includes(resource.type) || own.has(resource)) { continue; }
    for (const arn of textsOf(resource.props.ManagedPolicyArns).filter((one) => BREAK_GLASS_POLICY.test(one))) {
      yield fact(resource, 'has no policy of a break-glass principal', false, `has ${arn}, without the boundary, the trust and the alarms of its owner`);
    }
  }
  for (const set of ofType(model, 'AWS::SSO::PermissionSet')) {
    for (const policy of referencesOf(set).flatMap((reference) => ours(model, reference))) {
      yield fact(set, 'has no policy of a break-glass principal', false, `names ${policy}: each account where it is assigned gives it, without the trust and the alarms of its owner`);
    }
  }
}

interface Reference {
  readonly path: string;
  readonly name: string;
}

const referenceTo = (path: unknown, name: unknown): Reference => ({ path: String(path ?? '/'), name: String(name) });

/** The policies by name that a permission set takes from each account, as its permissions or as its boundary. */
function referencesOf({ props }: ResourceModel): Reference[] {
  const boundaries = listOf(props.PermissionsBoundary).map((one: any) => one?.CustomerManagedPolicyReference ?? one?.ManagedPolicyArn ?? one);
  return [...listOf(props.CustomerManagedPolicyReferences), ...boundaries, ...listOf(props.ManagedPolicies)].flatMap((one: any) => {
    if (one !== null && typeof one === 'object') { return [referenceTo(one.Path, one.Name)]; }
    const [, path, name] = /^arn:[^:]+:iam::[^:]*:policy(\/.*?)([^/]+)$/.exec(String(one)) ?? [];
    return [path === undefined ? { path: String(one), name: String(one) } : { path, name }];
  });
}

/** The policy that a reference may name, if it may be that of a break-glass principal. IAM finds a name in any case. */
function ours(model: AccessModel, { path, name }: Reference): string[] {
  if (BREAK_GLASS_POLICY.test(`:policy${path}${name}`)) { return [`${path}${name}`]; }
  const open = unknownsIn([path, name]).length > 0;
  const known = breakGlassPolicies(model).some((policy) => (
    policy.name.toLowerCase() === name.toLowerCase() || open && couldBe(path, policy.path) && couldBe(name, policy.name)));
  return known ? [open ? `${name}, which only the deployment knows` : name] : [];
}

const breakGlassPolicies = ofModel((model) => ofType(model, 'AWS::IAM::ManagedPolicy').map(({ props }) => referenceTo(props.Path, props.ManagedPolicyName))
  .filter(({ path, name }) => BREAK_GLASS_POLICY.test(`:policy${path}${name}`)));

/** Whom these attach a policy to is known only to the deployment: it may be a break-glass principal. */
function* unreadable(model: AccessModel, kind: 'user' | 'role'): Iterable<Question> {
  for (const resource of model.resources) {
    const prop = resource.type === PROFILE && kind === 'role' ? 'Roles' : attachesBy(resource.type, kind);
    const hidden = prop === undefined ? [] : unknownsIn(resource.props[prop]);
    if (hidden.length > 0) {
      yield fact(resource, `names the ${kind}s that get it`, false, `${prop} holds ${hidden.join(', ')}, which only the deployment knows`);
    }
  }
}
