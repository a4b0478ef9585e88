import { Allowed, allowedElsewhere, Guarded, shownAllowed } from './allowed-elsewhere';
import { list, text } from './parts';
import { wildcardRegex } from '../../private/iam-catalogue';
import { BREAK_GLASS_PATH, REPAIR_PATH } from '../../private/names';
import { counted } from '../../private/texts';
import { assumed, Claim, fact, Question } from '../claim';
import { AccessModel, groupedBy, PrincipalModel } from '../model';
import { ofModel } from '../model-index';
import { strangersOf } from '../strangers';

const ON_USERS = [
  'iam:CreateAccessKey', 'iam:UpdateLoginProfile', 'iam:CreateLoginProfile', 'iam:DeleteLoginProfile', 'iam:AttachUserPolicy', 'iam:PutUserPolicy', 'iam:DetachUserPolicy',
  'iam:DeleteUserPermissionsBoundary', 'iam:PutUserPermissionsBoundary', 'iam:DeactivateMFADevice', 'iam:EnableMFADevice', 'iam:DeleteUser', 'iam:UpdateUser', 'iam:AddUserToGroup',
];
const ON_ROLES = [
  'iam:UpdateAssumeRolePolicy', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRolePermissionsBoundary',
  'iam:PutRolePermissionsBoundary', 'iam:DeleteRole', 'iam:CreateRole',
];
const ON_POLICIES = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion'];

export const CHANGED_ELSEWHERE: Claim = {
  id: 'break-glass-changed-by-no-other-role',
  title: 'No role, user, group or permission set of the app is allowed to change a break-glass user, role or policy, and no role of the app is where the admin makes roles',
  threats: [3, 4],
  proof: 'template',
  remedy: 'Take the break-glass path out of the statement; make the role under another path. Deployments change break-glass principals, and nothing else.',
  questions: function* (model): Iterable<Question> {
    if (model.users.length + model.roles.length === 0) { return; }
    let failed = 0;
    for (const role of model.otherRoles.filter(({ path }) => path.toLowerCase().startsWith(REPAIR_PATH))) {
      failed++;
      yield fact(role, 'is under no path of roles that only a break-glass admin makes', false, `its path is ${role.path}: an admin may give it to a machine, whatever it allows and whoever is trusted`);
    }
    for (const [holder, all] of groupedBy(found(model), (one) => one.holder)) {
      const named = all.filter((one) => one.named);
      if (named.length > 0) {
        failed++;
        yield fact(holder, 'changes no break-glass principal or policy', false, named.slice(0, 3).map(shownAllowed).join('; '));
      } else {
        yield assumed(holder, `is for administrators: it is allowed ${all[0].action} on ${all[0].resource}, break-glass principals of the account included`,
          `aws iam simulate-custom-policy --action-names ${all[0].action} --policy-input-list file://POLICY.json`);
      }
    }
    if (failed === 0) { yield fact('roles of the app', 'change no break-glass principal or policy', true, counted(model.otherRoles.length, 'role')); }
  },
};

/** The principals and policies, one of each kind and account where they are under the library's path: patterns then mean all of them. */
function guardedOf(model: AccessModel): Guarded[] {
  const one = (principal: PrincipalModel, kind: string, actions: readonly string[], arn: string): Guarded => (
    { what: `${kind} ${principal.name}`, account: principal.account, actions, arns: [arn] });
  return [...model.users, ...model.roles].flatMap((principal) => [
    one(principal, `the ${principal.kind}`, principal.kind === 'user' ? ON_USERS : ON_ROLES, principal.arn),
    ...[principal.boundaryArn, ...list(principal.resource.props.ManagedPolicyArns)].map(text).filter((arn) => arn.includes(`:policy${BREAK_GLASS_PATH}`))
      .map((arn) => one(principal, 'a policy of', ON_POLICIES, arn)),
  ]);
}

/** A pattern that matches any stranger as well means nobody in particular. */
const found = ofModel((model): readonly Allowed[] => {
  const { name, account: far } = strangersOf(model);
  const strangers = new Map<string, boolean>();
  const means = (pattern: string): boolean => {
    let known = strangers.get(pattern);
    if (known === undefined) {
      const account = /^arn:[^:]*:iam::(\d{12}):/.exec(pattern)?.[1] ?? far;
      const expression = wildcardRegex(pattern);
      strangers.set(pattern, known = !['user', 'role', 'policy'].some((kind) => expression.test(`arn:aws:iam::${account}:${kind}/${name}`)));
    }
    return known;
  };
  return allowedElsewhere(model, guardedOf(model), means);
});
