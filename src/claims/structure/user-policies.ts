import { ofModel } from '../model-index';
import { allowsOf, beyond, facts } from './compare';
import { statementsOf } from './scope';
import { textsOf } from '../../analysis/policy/lists';
import { userBoundary, userPermissions, UserPolicyInput } from '../../identity/user-policies';
import { parseIamArn } from '../../private/arns';
import { counted } from '../../private/texts';
import { forBoundedUsers } from '../bounded-users';
import { assumed, Claim, Question } from '../claim';
import { AccessModel, stateOf, UserModel } from '../model';

export const USER_POLICY_STRUCTURE: readonly Claim[] = [
  {
    id: 'user-permissions-as-written',
    title: 'The permissions of a break-glass user are those that the library writes, for incident response roles by name',
    threats: [1, 7],
    proof: 'template',
    ownOnly: true,
    remedy: 'Take out what the library doesn\'t write; the user\'s work belongs into the permissions of a role.',
    questions: function* (model): Iterable<Question> {
      const elsewhere = new Set<string>();
      for (const user of model.users) {
        const roles = rolesOf(user);
        yield* facts(user, 'has the permissions that the library writes', [
          ...permissionDocuments(user).flatMap((document) => beyond(document, userPermissions(inputOf(user, roles)).Statement)),
          ...roles.flatMap((arn) => notItsRole(model, arn)),
        ], counted(roles.length, 'role'));
        roles.filter((arn) => isResponse(model).get(arn) === undefined && parseIamArn(arn)?.kind === 'role').forEach((arn) => elsewhere.add(arn));
      }
      for (const arn of elsewhere) {
        yield assumed(arn, 'is an incident response role: no template of this app holds it', `aws iam get-role --role-name ${parseIamArn(arn)!.name}`);
      }
    },
  },
  {
    id: 'user-boundary-as-written',
    title: 'The boundary of a break-glass user is the one that the library writes: no deny is narrowed, nothing more is exempt',
    threats: [2, 3],
    proof: 'template',
    ownOnly: true,
    remedy: 'Leave the boundary to the construct: remove aspects, overrides and stack-wide boundaries that change it.',
    questions: forBoundedUsers((user) => {
      const own = `arn:aws:iam::${user.account}:policy${user.path}${user.name}-boundary`;
      return facts(user, 'has the boundary that the library writes', user.boundaryArn !== own
        ? [`has the boundary ${user.boundaryArn}, which the library doesn't write`]
        : beyond(user.boundary!.document, userBoundary(inputOf(user, rolesOf(user))).Statement), own);
    }),
  },
];

const permissionDocuments = (user: UserModel) => user.policies.filter(({ name }) => name === `${user.name}-permissions`).map(({ document }) => document);

const resourcesOf = (user: UserModel, action: string) => permissionDocuments(user).flatMap(allowsOf)
  .filter(({ Action }) => textsOf(Action).includes(action)).flatMap(({ Resource }) => textsOf(Resource));

/** The roles that the user's policies let it assume, or that its boundary exempts. */
function rolesOf(user: UserModel): string[] {
  const exempt = statementsOf([user.boundary?.document]).filter(({ Sid }) => Sid === 'DenyOtherRoles').flatMap(({ NotResource }) => textsOf(NotResource));
  return [...new Set([...resourcesOf(user, 'sts:AssumeRole'), ...exempt])].sort();
}

function inputOf(user: UserModel, roleArns: string[]): UserPolicyInput {
  const inBoundary = (action: string) => statementsOf([user.boundary?.document]).some(({ Sid, Action }) => Sid === 'DenyOtherRoles' && textsOf(Action).includes(action));
  const withSession = (action: string) => {
    const allowed = resourcesOf(user, action).filter((arn) => roleArns.includes(arn));
    return allowed.length > 0 || !inBoundary(action) ? allowed : roleArns;
  };
  return {
    partition: 'aws',
    account: user.account,
    userArn: user.arn,
    userName: user.name,
    state: stateOf(user),
    allowAwsLogin: resourcesOf(user, 'signin:CreateOAuth2Token').some((arn) => arn.includes(':oauth2/')),
    roleArns,
    taggedRoleArns: withSession('sts:TagSession'),
    sourceIdentityRoleArns: withSession('sts:SetSourceIdentity'),
  };
}

/** Whether a role of the templates is an incident response role, by its ARN. */
const isResponse = ofModel(({ roles, otherRoles }) => new Map([
  ...otherRoles.map(({ arn }): [string, boolean] => [arn, false]),
  ...roles.map(({ arn }): [string, boolean] => [arn, true]),
]));

function notItsRole(model: AccessModel, arn: string): string[] {
  if (parseIamArn(arn)?.kind !== 'role') { return [`assumes ${arn}, which is no role by name`]; }
  return isResponse(model).get(arn) === false ? [`assumes ${arn}, a role of this app that is no incident response role`] : [];
}
