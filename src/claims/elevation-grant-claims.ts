import { Claim, fact } from './claim';
import { administrators, askRole, assumes, ofElevation, workflowRoles } from './elevation-questions';
import { AccessModel, ResourceModel } from './model';
import { allowed, denied } from './requests';
import { accessAccountOf, bounded, LISTED, POLICY_NAME, revocationQuestions, revokers } from './revocation';
import { strangersOf } from './strangers';
import { apiOf, StateModel, WorkflowModel } from './workflow-model';
import { ELEVATION_PATH, REVOKER_ROLE_NAME, EVENT_SOURCE } from '../elevation/engine/names';
import { SESSION_REVOCATION_POLICY } from '../private/names';
import { asArray } from '../private/policy-document';

const DAYS_KEPT = 90;

interface Place { readonly workflow: WorkflowModel; readonly state: StateModel }

/** All states of elevated access that call one of these APIs. */
function callersOf(model: AccessModel, ...apis: string[]): Place[] {
  return ofElevation(model).flatMap((workflow) => workflow.states.filter((state) => apis.includes(apiOf(state) ?? '')).map((state) => ({ workflow, state })));
}


const ENDING = { 'sts:RoleSessionName': 'end' };


function forgets(model: AccessModel): { readonly state: string; readonly resource: ResourceModel; readonly days: number }[] {
  return ofElevation(model).flatMap((workflow) => workflow.states.flatMap((state) => {
    const found = [...JSON.stringify(state.definition.Arguments ?? {}).matchAll(/\/ 1000\) \+ (\d+)\)/g)].map(([, seconds]) => Number(seconds) / 86400);
    // Records of ended sessions are needed only while the sessions could live, and aren't entries of a request.
    return /"REVOCATION#/.test(JSON.stringify(state.definition).replace(/\\/g, '')) ? [] : found.map((days) => ({ state: state.name, resource: workflow.resource, days }));
  }));
}

/** The buckets of the app that workflows write to. Others hold no copies. */
function bucketsOf(model: AccessModel): ResourceModel[] {
  const targets = callersOf(model, 's3:putObject').map(({ state }) => JSON.stringify(state.definition));
  return model.resources.filter(({ type, props, logicalId }) => type === 'AWS::S3::Bucket'
    && [props.BucketName, `unresolved-${logicalId}`].some((name) => typeof name === 'string' && targets.some((target) => target.includes(name))));
}

export const ELEVATION_GRANT_CLAIMS: readonly Claim[] = [
  {
    id: 'elevation-window-closes-itself',
    title: 'An activation window that a workflow opens closes by itself: each statement that is written into a trust policy has an end',
    threats: [24],
    proof: 'template',
    remedy: 'Leave the definition of the workflow to ElevatedAccess: it writes the end into each statement.',
    questions: (model) => callersOf(model, 'iam:updateAssumeRolePolicy').map(({ workflow, state }) => {
      const document = String(state.definition.Arguments?.PolicyDocument);
      const ends = /"DateLessThanEquals": \{"aws:CurrentTime": \$h\.until\}/.test(document) && /\$append\(\$role\.closed, \$map\(\$holders, \$open\)\)/.test(document);
      return fact(workflow.resource, `gives each statement of '${state.name}' an end`, ends, ends ? 'DateLessThanEquals aws:CurrentTime' : document);
    }),
  },
  {
    id: 'elevation-window-of-rules-only',
    title: 'Workflows can change the trust policy only of roles that a rule opens',
    threats: [27],
    proof: 'policy',
    remedy: 'Name the sealed roles in the rules: the workflow\'s policy follows them.',
    questions: (model) => workflowRoles(model, 'iam:UpdateAssumeRolePolicy').flatMap((role) => [
      ...administrators(model, role.account).map((arn) => askRole(denied, role, 'iam:UpdateAssumeRolePolicy', arn)),
      ...strangersOf(model).samples.map((sample) => askRole(denied, role, 'iam:UpdateAssumeRolePolicy', `arn:aws:iam::${role.account}:role/bg/BREAK-GLASS-${sample}`)),
      ...administrators(model, role.account).map((arn) => askRole(denied, role, 'iam:PutRolePolicy', arn)),
    ]),
  },
  {
    id: 'elevation-sessions-are-ended',
    title: 'The open sessions of an access end with it, if the permission set has the boundary for that',
    threats: [24],
    restsOn: ['revocation-latency', 'permission-set-revocation'],
    proof: 'template',
    remedy: 'Leave the definition of the workflow that ends accesses to ElevatedAccess.',
    questions: (model) => {
      const ending = ofElevation(model).filter((workflow) => workflow.states.some((state) => apiOf(state) === 'ssoadmin:deleteAccountAssignment'));
      const definitions = JSON.stringify(ofElevation(model).map(({ resource }) => resource.props.DefinitionString));
      return ending.flatMap((workflow) => {
        const choice = workflow.states.find(({ definition }) => definition.Type === 'Choice' && (definition.Choices ?? []).some(({ Condition }: any) => LISTED.test(Condition)));
        const listed = String(choice?.definition.Choices[0].Condition ?? '');
        const given = bounded(model).filter(({ logicalId }) => definitions.includes(logicalId));
        const writes = workflow.states.filter((state) => apiOf(state) === 'iam:createPolicyVersion').map((state) => String(state.definition.Arguments?.PolicyDocument));
        return [
          ...given.map((set) => fact(set, 'has its sessions ended', listed.includes(set.logicalId), listed || 'no workflow ends sessions')),
          ...writes.map((document) => fact(workflow.resource, 'denies everything to the earlier sessions of a user',
            /"Effect": "Deny", "Action": "\*", "Resource": "\*"/.test(document) && /"identitystore:userId": \$d\.user/.test(document) && /"aws:TokenIssueTime": \$d\.before/.test(document), document)),
        ];
      });
    },
  },
  {
    id: 'elevation-revocation-only-takes',
    title: 'The role that ends sessions in an account can take access away and can\'t give any: it writes one policy, which is a boundary',
    threats: [1, 27],
    proof: 'policy',
    remedy: 'Leave the policy of the role to the construct: it writes one boundary.',
    questions: (model) => revokers(model).flatMap((role) => [
      ...strangersOf(model).samples.flatMap((sample) => ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'].map((action) =>
        askRole(denied, role, action, `arn:aws:iam::${role.account}:policy/${sample}`))),
      ...administrators(model, role.account).flatMap((arn) => ['iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy', 'sts:AssumeRole'].map((action) =>
        askRole(denied, role, action, arn))),
    ]),
  },
  {
    id: 'elevation-revocation-is-a-boundary',
    title: 'The policy that denies ended sessions is attached nowhere: it is a boundary, and allows nothing',
    threats: [1, 27],
    proof: 'template',
    remedy: 'Take the policy away from what it is attached to: it is only a boundary.',
    questions: (model) => [
      ...model.permissionSets.map((set) => fact(set, 'has no permissions from the policy that denies ended sessions',
        !JSON.stringify(set.props.CustomerManagedPolicyReferences ?? []).includes(POLICY_NAME), 'CustomerManagedPolicyReferences')),
      ...[...model.users, ...model.roles, ...model.otherRoles]
        .filter((principal) => JSON.stringify(principal.resource.props.ManagedPolicyArns ?? []).includes(SESSION_REVOCATION_POLICY))
        .map((principal) => fact(principal, 'has no permissions from the policy that denies ended sessions', false, 'ManagedPolicyArns')),
    ],
  },
  {
    id: 'elevation-revocation-by-revoker',
    title: 'Only the workflow that ends accesses can assume the role that ends sessions',
    threats: [27],
    proof: 'policy',
    remedy: 'Leave the trust of the role to the construct: only the workflow that ends accesses assumes it.',
    questions: (model) => revokers(model).flatMap((role) => {
      const account = accessAccountOf(role);
      return [
        ...administrators(model, account).map((arn) => assumes(denied, role, 'an administrator of the account of elevated access', arn, ENDING)),
        ...administrators(model, role.account).map((arn) => assumes(denied, role, 'an administrator of its own account', arn, ENDING)),
        assumes(denied, role, 'a namesake in another account', `arn:aws:iam::${strangersOf(model).account}:role${ELEVATION_PATH}${REVOKER_ROLE_NAME}`, ENDING),
      ];
    }),
  },
  {
    id: 'elevation-revocation-can-be-used',
    title: 'The workflow that ends accesses can end sessions',
    threats: [],
    restsOn: ['revocation-latency'],
    proof: 'policy',
    remedy: 'Leave the trust of the role to the construct, and give it the account of elevated access.',
    ability: true,
    questions: (model) => [...revocationQuestions(model), ...revokers(model).flatMap((role) => [
      assumes(allowed, role, 'the workflow that ends accesses', `arn:aws:iam::${accessAccountOf(role)}:role${ELEVATION_PATH}${REVOKER_ROLE_NAME}`, ENDING),
      askRole(allowed, role, 'iam:CreatePolicyVersion', `arn:aws:iam::${role.account}:policy${SESSION_REVOCATION_POLICY}`),
    ])],
  },
  {
    id: 'elevation-bypass-is-reviewed',
    title: 'Each bypass is reviewed afterwards',
    threats: [26],
    proof: 'template',
    remedy: 'Leave the rule that follows bypasses to ElevatedAccess, enabled and with its target.',
    questions: (model) => callersOf(model, 'ssm:createOpsItem').map(({ workflow }) => {
      const rules = model.resources.filter(({ type, props }) => type === 'AWS::Events::Rule' && props.State !== 'DISABLED' && asArray(props.EventPattern?.source).includes(EVENT_SOURCE)
        && asArray(props.EventPattern?.['detail-type']).includes('Elevation Bypassed') && JSON.stringify(props.Targets ?? []).includes(workflow.resource.logicalId));
      return fact(workflow.resource, 'is started by a bypass', rules.length > 0, rules.map(({ logicalId }) => logicalId).join(', ') || 'no rule');
    }),
  },
  {
    id: 'elevation-kept-for-reviews',
    title: `Requests and their entries are kept for at least ${DAYS_KEPT} days after the end of the access`,
    threats: [22],
    proof: 'template',
    remedy: 'Leave the definitions of the workflows to ElevatedAccess, with a ledgerRetention of 90 days or more.',
    questions: (model) => forgets(model).map(({ state, resource, days }) => (
      // A request lives at most 15 days.
      fact(resource, `keeps the entries of '${state}'`, days >= DAYS_KEPT + 15, `${days} days`))),
  },
  {
    id: 'elevation-copies-locked',
    title: 'No identity can change or delete copies of finished requests before the end of their retention',
    threats: [22],
    restsOn: ['object-lock-write'],
    proof: 'template',
    remedy: 'Keep the bucket\'s Object Lock in compliance mode, as ElevatedAccess writes it.',
    questions: (model) => bucketsOf(model).map((bucket) => {
      const { props } = bucket;
      const { Mode, Days = 0 } = props.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
      return fact(bucket, `locks its objects for at least ${DAYS_KEPT} days`, props.ObjectLockEnabled === true && Mode === 'COMPLIANCE' && Days >= DAYS_KEPT, `${Mode ?? 'no retention'}, ${Days} days`);
    }),
  },
];
