import { Claim, fact } from './claim';
import { askRole, assumes, workflowRoles } from './elevation-questions';
import { AccessModel, ResourceModel, RoleModel } from './model';
import { allowed, denied } from './requests';
import { apiOf, StateModel, WorkflowModel, workflowsOf } from './workflow-model';
import { ELEVATION_PATH, ENDER_ROLE_NAME, EVENT_SOURCE, KILLER_ROLE_NAME } from '../elevation/engine/names';
import { SESSION_KILL_POLICY } from '../private/names';
import { asArray } from '../private/policy-document';

const KILL_NAME = SESSION_KILL_POLICY.slice(ELEVATION_PATH.length);
const DAYS_KEPT = 90;

interface Place { readonly workflow: WorkflowModel; readonly state: StateModel }

/** Every state of every workflow that calls an API. */
function callersOf(model: AccessModel, ...apis: string[]): Place[] {
  return workflowsOf(model).flatMap((workflow) => workflow.states.filter((state) => apis.includes(apiOf(state) ?? '')).map((state) => ({ workflow, state })));
}

const killers = (model: AccessModel) => model.otherRoles.filter(({ name, path }) => path === ELEVATION_PATH && name === KILLER_ROLE_NAME);
/** Permission sets whose boundary is the policy by which sessions are ended. */
const bounded = (model: AccessModel) => model.permissionSets.filter(({ props }) => (
  props.PermissionsBoundary?.CustomerManagedPolicyReference?.Name === KILL_NAME));

const ENDING = { 'sts:RoleSessionName': 'end' };

/** The account whose workflows a role that ends sessions trusts, as its trust says. */
const accessAccountOf = (role: RoleModel) => /:iam::(\d{12}):root/.exec(JSON.stringify(role.trust))?.[1] ?? '000000000000';

function forgets(model: AccessModel): { readonly state: string; readonly resource: ResourceModel; readonly days: number }[] {
  return workflowsOf(model).flatMap((workflow) => workflow.states.flatMap((state) => {
    const found = [...JSON.stringify(state.definition.Arguments ?? {}).matchAll(/\/ 1000\) \+ (\d+)\)/g)].map(([, seconds]) => Number(seconds) / 86400);
    // Notes of sessions that were ended are needed as long as these could live, and tell nothing.
    return /"KILL#/.test(JSON.stringify(state.definition).replace(/\\/g, '')) ? [] : found.map((days) => ({ state: state.name, resource: workflow.resource, days }));
  }));
}

export const ELEVATION_GRANT_CLAIMS: readonly Claim[] = [
  {
    id: 'elevation-window-closes-itself',
    title: 'A window that a workflow opens closes by itself: no trust policy is written that lets somebody in without an end',
    threats: [24],
    proof: 'template',
    questions: (model) => callersOf(model, 'iam:updateAssumeRolePolicy').map(({ workflow, state }) => {
      const document = String(state.definition.Arguments.PolicyDocument);
      const ends = /"DateLessThanEquals": \{"aws:CurrentTime": \$h\.until\}/.test(document) && /\$append\(\$role\.closed, \$map\(\$holders, \$open\)\)/.test(document);
      return fact(workflow.resource.logicalId, `gives each statement of '${state.name}' an end`, ends, ends ? 'DateLessThanEquals aws:CurrentTime' : document);
    }),
  },
  {
    id: 'elevation-window-of-rules-only',
    title: 'A workflow rewrites the trust of no role that no rule opens',
    threats: [27],
    proof: 'simulation',
    questions: (model) => workflowRoles(model, 'iam:UpdateAssumeRolePolicy').flatMap((role) => [
      askRole(denied, role, 'iam:UpdateAssumeRolePolicy', `arn:aws:iam::${role.account}:role/Administrator`),
      askRole(denied, role, 'iam:UpdateAssumeRolePolicy', `arn:aws:iam::${role.account}:role/bg/BREAK-GLASS-ANOTHER`),
      askRole(denied, role, 'iam:PutRolePolicy', `arn:aws:iam::${role.account}:role/Administrator`),
    ]),
  },
  {
    id: 'elevation-sessions-are-ended',
    title: 'With an access end the sessions that it left open, wherever the permission set is bounded for that',
    threats: [24],
    proof: 'template',
    questions: (model) => {
      const ending = workflowsOf(model).filter((workflow) => workflow.states.some((state) => apiOf(state) === 'ssoadmin:deleteAccountAssignment'));
      const definitions = JSON.stringify(workflowsOf(model).map(({ resource }) => resource.props.DefinitionString));
      return ending.flatMap((workflow) => {
        const choice = workflow.states.find(({ definition }) => definition.Type === 'Choice' && (definition.Choices ?? []).some(({ Condition }: any) => /^\{% \$rule\.resource in \[/.test(Condition)));
        const listed = String(choice?.definition.Choices[0].Condition ?? '');
        const given = bounded(model).filter(({ logicalId }) => definitions.includes(logicalId));
        const writes = workflow.states.filter((state) => apiOf(state) === 'iam:createPolicyVersion').map((state) => String(state.definition.Arguments.PolicyDocument));
        return [
          ...given.map((set) => fact(set.props.Name, 'is among those whose sessions are ended', listed.includes(set.logicalId), listed || 'nobody ends sessions')),
          ...writes.map((document) => fact(workflow.resource.logicalId, 'denies everything to the sessions that a user got before',
            /"Effect": "Deny", "Action": "\*", "Resource": "\*"/.test(document) && /"identitystore:userId": \$d\.user/.test(document) && /"aws:TokenIssueTime": \$d\.before/.test(document), document)),
        ];
      });
    },
  },
  {
    id: 'elevation-kill-takes-only',
    title: 'Whoever ends sessions in an account can take access away and never give any: it writes one policy, and that is a boundary',
    threats: [1, 27],
    proof: 'simulation',
    questions: (model) => killers(model).flatMap((role) => [
      ...['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'].map((action) => askRole(denied, role, action, `arn:aws:iam::${role.account}:policy/Anything`)),
      ...['iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'].map((action) => askRole(denied, role, action, `arn:aws:iam::${role.account}:role/Administrator`)),
      askRole(denied, role, 'sts:AssumeRole', `arn:aws:iam::${role.account}:role/Administrator`),
    ]),
  },
  {
    id: 'elevation-kill-is-a-boundary',
    title: 'The policy by which sessions are ended is attached to nothing: it bounds, and so gives nothing',
    threats: [1, 27],
    proof: 'template',
    questions: (model) => [
      ...model.permissionSets.map((set) => fact(set.props.Name, 'doesn\'t get its permissions from the policy by which sessions are ended',
        !JSON.stringify(set.props.CustomerManagedPolicyReferences ?? []).includes(KILL_NAME), 'CustomerManagedPolicyReferences')),
      ...[...model.users, ...model.roles, ...model.otherRoles]
        .filter((principal) => JSON.stringify(principal.resource.props.ManagedPolicyArns ?? []).includes(SESSION_KILL_POLICY))
        .map((principal) => fact(principal.name, 'isn\'t given the policy by which sessions are ended', false, 'ManagedPolicyArns')),
    ],
  },
  {
    id: 'elevation-kill-by-ender',
    title: 'Nobody but the workflow that ends accesses assumes the role that ends sessions',
    threats: [27],
    proof: 'simulation',
    questions: (model) => killers(model).flatMap((role) => {
      const account = accessAccountOf(role);
      return [
        assumes(denied, role, 'an administrator of the account of elevated access', `arn:aws:iam::${account}:role/Administrator`, ENDING),
        assumes(denied, role, 'an administrator of its own account', `arn:aws:iam::${role.account}:role/Administrator`, ENDING),
        assumes(denied, role, 'a namesake in another account', `arn:aws:iam::999999999999:role${ELEVATION_PATH}${ENDER_ROLE_NAME}`, ENDING),
      ];
    }),
  },
  {
    id: 'elevation-kill-can-be-used',
    title: 'The workflow that ends accesses can end sessions',
    threats: [],
    proof: 'simulation',
    ability: true,
    questions: (model) => killers(model).flatMap((role) => [
      assumes(allowed, role, 'the workflow that ends accesses', `arn:aws:iam::${accessAccountOf(role)}:role${ELEVATION_PATH}${ENDER_ROLE_NAME}`, ENDING),
      askRole(allowed, role, 'iam:CreatePolicyVersion', `arn:aws:iam::${role.account}:policy${SESSION_KILL_POLICY}`),
    ]),
  },
  {
    id: 'elevation-bypass-is-reviewed',
    title: 'Who lets an access pass without its approvals is reviewed afterwards',
    threats: [26],
    proof: 'template',
    questions: (model) => callersOf(model, 'ssm:createOpsItem').map(({ workflow }) => {
      const rules = model.resources.filter(({ type, props }) => type === 'AWS::Events::Rule' && props.State !== 'DISABLED' && asArray(props.EventPattern?.source).includes(EVENT_SOURCE)
        && asArray(props.EventPattern?.['detail-type']).includes('Elevation Bypassed') && JSON.stringify(props.Targets ?? []).includes(workflow.resource.logicalId));
      return fact(workflow.resource.logicalId, 'is started by a bypass', rules.length > 0, rules.map(({ logicalId }) => logicalId).join(', ') || 'no rule');
    }),
  },
  {
    id: 'elevation-kept-for-reviews',
    title: `What happened is kept for ${DAYS_KEPT} days after its end at least`,
    threats: [22],
    proof: 'template',
    questions: (model) => forgets(model).map(({ state, resource, days }) => (
      // A request lives for 15 days at most.
      fact(resource.logicalId, `keeps what '${state}' writes`, days >= DAYS_KEPT + 15, `${days} days`))),
  },
  {
    id: 'elevation-copies-locked',
    title: 'Copies of what is over can\'t be changed or deleted by anybody before their time',
    threats: [22],
    proof: 'template',
    questions: (model) => (callersOf(model, 's3:putObject').length === 0 ? [] : model.resources.filter(({ type }) => type === 'AWS::S3::Bucket').map(({ logicalId, props }) => {
      const { Mode, Days = 0 } = props.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
      return fact(logicalId, `locks its objects for ${DAYS_KEPT} days at least`, props.ObjectLockEnabled === true && Mode === 'COMPLIANCE' && Days >= DAYS_KEPT, `${Mode ?? 'no retention'}, ${Days} days`);
    })),
  },
];
