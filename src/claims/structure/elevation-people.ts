/** Whether the people of elevated access are themselves: who is taken for whom, and who is in which group, is decided outside of templates. */
import { allowedElsewhere, shownAllowed } from './allowed-elsewhere';
import { cut } from './compare';
import { credentialsOf } from './custodians';
import { callerSets } from './elevation-callers';
import { elevationsOf } from './elevation-parts';
import { elevationRules, peopleOf } from './elevation-rules';
import { comparedElevations } from './elevation-written';
import { textsOf } from '../../analysis/policy/lists';
import { parseIamArn } from '../../private/arns';
import { RESERVED_ROLE_PREFIX } from '../../private/identity-center';
import { counted, jsonOf } from '../../private/texts';
import { assumed, Claim, Fact, fact, Question } from '../claim';
import { AccessModel, groupedBy, ResourceModel } from '../model';
import { ofModel, ofType } from '../model-index';
import { unknownsIn } from '../resolve';

interface People {
  /** ARNs of IAM users. */
  readonly users: readonly string[];
  /** Permission sets by which people call, and their names in Identity Center. */
  readonly sets: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** Groups that elevated access gives, or whose members request and approve. */
  readonly groups: ReadonlySet<string>;
}

const registered = ofModel((model): People => {
  const elevations = elevationsOf(model);
  const principals = elevations.flatMap(peopleOf).flatMap((text) => Object.keys(jsonOf(text) ?? {}));
  const bySet = principals.flatMap((principal) => [/^sso:[^:]*:([^:]*):(.+)$/.exec(principal) ?? []]).filter((found) => found.length > 0);
  const rules = elevationRules(model).map(({ rule }) => rule);
  return {
    users: [...new Set(principals.filter((principal) => parseIamArn(principal)?.kind === 'user'))],
    sets: new Set(bySet.map(([, set]) => set)),
    names: new Set(bySet.map(([, , name]) => name)),
    groups: new Set(rules.flatMap(({ kind, resource, requesterGroups, approverGroups }) => [
      ...(kind === 'membership' ? [resource] : []), ...textsOf(requesterGroups), ...textsOf(approverGroups),
    ])),
  };
});

export const ELEVATION_PEOPLE: Claim = {
  id: 'elevation-people-are-themselves',
  title: 'No template gives a credential of a person of elevated access, renames a user to one, puts anybody into a group that elevated access gives or asks, '
    + 'or lets the permission set of its callers do more than call',
  threats: [21, 23, 24],
  proof: 'template',
  remedy: 'Take the credential or the membership out of the template: people are told apart by sign-ins that are their own, and groups are changed by requests.',
  questions: function* (model): Iterable<Question> {
    if (elevationsOf(model).length === 0) { return; }
    const people = registered(model);
    const found = [credentials, memberships, renamings, callerSets, makers, adders, administrators].flatMap((ask) => ask(model, people));
    yield* found;
    if (!found.some(({ kind }) => kind === 'fact')) {
      yield fact('people of elevated access', 'have their credentials and groups from no template', true, counted(people.users.length + people.names.size, 'principal'));
    }
  },
};

/** Break-glass users have claims of their own. */
function credentials(model: AccessModel, { users }: People): Question[] {
  const breakGlass = new Set(model.users.map(({ arn }) => arn));
  const asked = users.filter((arn) => !breakGlass.has(arn));
  const accounts = new Set(asked.map((arn) => parseIamArn(arn)!.account));
  const nameless = ofType(model, 'AWS::IAM::AccessKey').filter(({ stack, props }) => accounts.has(stack.account) && unknownsIn(props.UserName).length > 0);
  return [
    ...asked.flatMap((arn) => credentialsOf(model, parseIamArn(arn)!).map((resource) => (
      fact(resource, 'is no credential of a person of elevated access', false, `who reads it signs requests as ${arn}`)))),
    ...nameless.map((key) => assumed(key, `is a key of somebody whom only the deployment knows, and of no person of elevated access: ${key.props.UserName}`,
      'aws iam list-access-keys --user-name NAME')),
  ];
}

function memberships(model: AccessModel, { groups }: People): Question[] {
  return ofType(model, 'AWS::IdentityStore::GroupMembership').flatMap((resource): Question[] => {
    const group = String(resource.props.GroupId);
    if (groups.has(group)) { return [fact(resource, 'puts nobody into a group of elevated access', false, `its group ${group} is one that a rule gives or asks`)]; }
    // The id of a group that this app makes is written by its first deployment, and may stand as a text in a template of the second.
    const certain = unknownsIn(group).length === 0 && (group.includes('unresolved-') || ![...groups].some((one) => one.includes('unresolved-')));
    return certain ? [] : [assumed(resource, `puts somebody into a group of Identity Center that no rule of elevated access gives or asks: ${group}`,
      'aws identitystore list-group-memberships --identity-store-id STORE --group-id GROUP')];
  });
}

/** Calls that make a user of Identity Center, or give it another name: names tell people apart. */
function renamings(model: AccessModel, { names }: People): Question[] {
  const own = new Set(comparedElevations(model).flatMap(({ found }) => Object.values(found.workflows).map(({ resource }) => resource)));
  return model.resources.filter((resource) => !own.has(resource) && !/^AWS::(IAM|SSO|Logs|CloudWatch)::/.test(resource.type)).flatMap((resource): Question[] => {
    const text = JSON.stringify(resource.props);
    if (!/identity-?store/i.test(text) || !/(create|update)_?user\b/i.test(text)) { return []; }
    const named = [...names].filter((name) => text.toLowerCase().includes(name.toLowerCase()));
    return named.length > 0 ? [fact(resource, 'makes nobody a person of elevated access', false, cut(`changes users of Identity Center, and names ${named.join(', ')}`))]
      : [assumed(resource, 'changes users of Identity Center, and gives none the name of a person of elevated access', 'aws identitystore list-users --identity-store-id STORE')];
  });
}

/** By these somebody else becomes a person, or a person can be somebody else. */
const CREDENTIALS = [
  'iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile', 'iam:UpdateUser', 'iam:DeactivateMFADevice', 'iam:EnableMFADevice',
  'iam:CreateServiceSpecificCredential', 'iam:UploadSigningCertificate', 'iam:UpdateAccessKey',
];

/** Who may give an IAM user a credential may be this person. */
function makers(model: AccessModel, { users }: People): Question[] {
  const breakGlass = new Set(model.users.map(({ arn }) => arn));
  const means = (pattern: string): boolean => users.some((arn) => pattern.toLowerCase() === arn.toLowerCase());
  const guarded = users.filter((arn) => !breakGlass.has(arn)).map((arn) => ({
    what: `the person with ${arn}`, account: parseIamArn(arn)!.account, actions: CREDENTIALS, arns: [arn],
  }));
  return [...groupedBy(allowedElsewhere(model, guarded, means), ({ holder }) => holder)]
    .map(([holder, all]) => {
      const named = all.find((one) => one.named);
      return named ? fact(holder, 'gives no credential to a person of elevated access', false, shownAllowed(named))
        : assumed(holder, `is for administrators: it is allowed ${all[0].action} on ${all[0].resource}, and so may act as a person of elevated access`,
          `aws iam simulate-custom-policy --action-names ${all[0].action} --policy-input-list file://POLICY.json`);
    });
}

/** Who may put somebody into a group may make a requester of anybody, or give what a request would. */
function adders(model: AccessModel, { groups }: People): Question[] {
  const places = new Set(elevationsOf(model).map(({ ledger }) => ledger.stack.account));
  const guarded = [...places].flatMap((account) => [...groups].map((id) => ({
    what: `the group ${id}`, account, actions: ['identitystore:CreateGroupMembership'], arns: [`arn:aws:identitystore:::group/${id}`],
  })));
  const found = allowedElsewhere(model, guarded, (pattern, { arns }) => arns.includes(pattern));
  return [...groupedBy(found, ({ holder }) => holder)].map(([holder, [first]]) => (
    first.named ? fact(holder, 'puts nobody into a group of elevated access', false, shownAllowed(first))
      : assumed(holder, `is for administrators: it is allowed ${first.action} on ${first.resource}, and so may put anybody into a group of elevated access`,
        `aws iam simulate-custom-policy --action-names ${first.action} --policy-input-list file://POLICY.json`)));
}

/** By these a user of Identity Center gets another name, a password, or another identity provider. */
const ON_DIRECTORY = [
  'identitystore:UpdateUser', 'identitystore:CreateUser', 'sso-directory:UpdateUser', 'sso-directory:UpdateUserName', 'sso-directory:UpdatePassword',
  'sso-directory:AddMemberToGroup', 'sso-directory:EnableExternalIdPConfigurationForDirectory',
];

function administrators(model: AccessModel): Question[] {
  const guarded = [...new Set(elevationsOf(model).map(({ ledger }) => ledger.stack.account))].map((account) => ({
    what: 'the users of Identity Center', account, actions: ON_DIRECTORY, arns: ['arn:aws:identitystore:::user/0a1b2c3d-4e5f-6789-abcd-ef0123456789'],
  }));
  return [...groupedBy(allowedElsewhere(model, guarded, () => false), ({ holder }) => holder)].map(([holder, [{ action, resource }]]) => (
    assumed(holder, `is for administrators of Identity Center: it is allowed ${action} on ${resource}, and so may act as a person of elevated access`,
      `aws iam simulate-custom-policy --action-names ${action} --policy-input-list file://POLICY.json`)));
}

/** Roles that API Gateway's caller looks the same for as one of Identity Center: the name of their sessions is chosen by who assumes them. */
export function imitatedRoles(model: AccessModel): Fact[] {
  const imitates = ({ props }: ResourceModel) => String(props.RoleName).toLowerCase().startsWith(RESERVED_ROLE_PREFIX.toLowerCase());
  return ofType(model, 'AWS::IAM::Role').filter(imitates).map((role) => (
    fact(role, 'has a name that the API doesn\'t take for one of Identity Center', false, `RoleName ${role.props.RoleName}: who assumes it chooses whose name the session has`)));
}
