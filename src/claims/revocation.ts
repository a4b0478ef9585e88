/** What ends the open sessions of elevated access in an account: a role and a policy there, and the boundary of the permission sets. */
import { assumed, fact, Question } from './claim';
import { ofElevation } from './elevation-questions';
import { AccessModel, ResourceModel, RoleModel } from './model';
import { ofModel } from './model-index';
import { ElevationRule, elevationRules } from './structure/elevation-rules';
import { textsOf } from '../analysis/policy/lists';
import { ELEVATION_PATH, SESSION_REVOKER_ROLE_NAME } from '../elevation/engine/names';
import { SESSION_REVOCATION_POLICY } from '../private/names';

export const POLICY_NAME = SESSION_REVOCATION_POLICY.slice(ELEVATION_PATH.length);

export const revokers = (model: AccessModel): RoleModel[] => (
  model.otherRoles.filter(({ name, path }) => path === ELEVATION_PATH && name === SESSION_REVOKER_ROLE_NAME));

/** Permission sets whose boundary is the policy that denies ended sessions. */
export const bounded = (model: AccessModel): ResourceModel[] => model.permissionSets.filter(({ props }) => (
  props.PermissionsBoundary?.CustomerManagedPolicyReference?.Name === POLICY_NAME));

/** Account of the workflow that the role trusts. */
export const accessAccountOf = (role: RoleModel): string => /:iam::(\d{12}):root/.exec(JSON.stringify(role.trust))?.[1] ?? '000000000000';

/** The condition of the choice that names the permission sets whose sessions are ended. */
export const LISTED = /^\{% \$rule\.resource in \[/;

const listsOfEnded = ofModel((model): readonly string[] => ofElevation(model).flatMap(({ states }) => states)
  .filter(({ definition }) => definition.Type === 'Choice').flatMap(({ definition }) => definition.Choices ?? [])
  .map(({ Condition }: any) => String(Condition)).filter((text) => LISTED.test(text)));

/** Rules that give permission sets whose sessions are ended, with the account of their elevated access. */
const endedBy = (model: AccessModel): ElevationRule[] => elevationRules(model)
  .filter(({ rule: { kind, resource } }) => kind === 'assignment' && listsOfEnded(model).some((listed) => listed.includes(resource)));

/** Whether sessions can be ended in each account that a rule gives: by what this app makes there, or another. */
export function revocationQuestions(model: AccessModel): Question[] {
  const ended = endedBy(model);
  const given = (set: ResourceModel) => ended.some(({ rule }) => rule.resource.endsWith(`/unresolved-${set.logicalId}`));
  const unbounded = model.permissionSets.filter((set) => given(set) && !bounded(model).includes(set));
  const places = ended.flatMap(({ rule, account: accessAccount }) => textsOf(rule.accounts).map((account) => ({ account, accessAccount })));
  const each = new Map(places.map((place) => [`${place.account} ${place.accessAccount}`, place]));
  return [
    ...unbounded.map((set) => (
      fact(set, 'has the boundary by which its sessions are ended', false, 'PermissionsBoundary isn\'t the policy of ElevationSessionRevocation'))),
    ...[...each.values()].flatMap(({ account, accessAccount }) => inAccount(model, account, accessAccount)),
    ...revokers(model).map((role) => fact(role, 'has the policy that it writes beside it', hasPolicy(model, role.account), SESSION_REVOCATION_POLICY)),
  ];
}

function inAccount(model: AccessModel, account: string, accessAccount: string): Question[] {
  const here = revokers(model).filter((role) => role.account === account);
  return here.length === 0
    ? [assumed(`account ${account}`, 'has ElevationSessionRevocation, by which sessions are ended there: no template of this app makes it',
      `aws iam get-role --role-name ${SESSION_REVOKER_ROLE_NAME}`)]
    : here.map((role) => (
      fact(role, `is assumed from ${accessAccount}, where elevated access is`, accessAccountOf(role) === accessAccount, `it trusts ${accessAccountOf(role)}`)));
}

const hasPolicy = (model: AccessModel, account: string): boolean => model.resources.some(({ type, arn, stack }) => (
  type === 'AWS::IAM::ManagedPolicy' && stack.account === account && arn.endsWith(`:policy${SESSION_REVOCATION_POLICY}`)));
