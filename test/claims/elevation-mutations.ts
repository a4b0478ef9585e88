import { changeDefinition } from './back-doors/helpers';
import { Mutation, Templates } from './mutations';

const MACHINE = 'AWS::StepFunctions::StateMachine';

const change = (templates: Templates, workflow: string, edit: (definition: any) => void) => (
  changeDefinition(templates.resource(`Elevation${workflow}`, MACHINE).Properties, edit));

/** All states of all levels. */
function states(level: any): any[] {
  const inside = (state: any) => [state.ItemProcessor, ...state.Branches ?? []].filter(Boolean);
  return Object.values<any>(level.States).flatMap((state) => [state, ...inside(state).flatMap(states)]);
}

/** A piece of text, wherever it stands in the expressions. */
function replaced(definition: any, from: string, to: string): void {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const before = JSON.stringify(definition.States);
  if (!before.includes(json(from))) { throw new Error(`no ${from} to mutate`); }
  definition.States = JSON.parse(before.split(json(from)).join(json(to)));
}

/** Every update and put in a workflow's transactions. */
function transactions(definition: any): any[] {
  return states(definition).filter((state) => state.Resource?.endsWith(':dynamodb:transactWriteItems')).flatMap((state) => state.Arguments.TransactItems);
}

function conditions(definition: any, condition: string, attribute = ''): void {
  const updates = transactions(definition).flatMap(({ Update }) => Update ?? []).filter(({ ConditionExpression, UpdateExpression }) => (
    ConditionExpression.includes(condition) && UpdateExpression.includes(attribute)));
  if (updates.length === 0) { throw new Error(`no condition ${condition} to mutate`); }
  for (const update of updates) { update.ConditionExpression = update.ConditionExpression.split(` AND ${condition}`).join(''); }
}

function integrations(templates: Templates, edit: (integration: any) => void): void {
  templates.all('AWS::ApiGateway::Method').forEach(({ Properties }) => edit(Properties.Integration));
}

function inTemplates(templates: Templates, from: string, to: string): void {
  integrations(templates, (integration) => {
    const before = JSON.stringify(integration.RequestTemplates);
    integration.RequestTemplates = JSON.parse(before.split(JSON.stringify(from).slice(1, -1)).join(JSON.stringify(to).slice(1, -1)));
  });
}

const alarm = (templates: Templates, name: string) => templates.resource(`ElevationAlarms${name}`, 'AWS::CloudWatch::Alarm').Properties;
const revoker = (templates: Templates) => templates.resource('Revocation', 'AWS::IAM::Role').Properties;
const table = (templates: Templates) => templates.all('AWS::DynamoDB::Table')[0];

const sessionTrust = (templates: Templates) => templates.resource('Session', 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement[0];

export const ELEVATION_MUTATIONS: readonly Mutation[] = [
  { id: 'elevation-unsigned', removed: 'IAM authorization of a method', claim: 'elevation-calls-are-signed', also: ['elevation-resources-as-written'], mutate: (t) => { t.all('AWS::ApiGateway::Method')[0].Properties.AuthorizationType = 'NONE'; } },
  { id: 'elevation-raw-body', removed: 'the encoding of the body in the mapping templates', claim: 'elevation-identity-from-context', also: ['elevation-resources-as-written'], mutate: (t) => inTemplates(t, '$util.urlEncode($input.body)', '$util.escapeJavaScript($input.body)') },
  { id: 'elevation-caller-from-body', removed: 'the caller from the context', claim: 'elevation-identity-from-context', also: ['elevation-resources-as-written'], mutate: (t) => inTemplates(t, '$context.identity.userArn', "$input.params().querystring.get('caller')") },
  { id: 'elevation-passthrough', removed: 'the refusal of other content types', claim: 'elevation-identity-from-context', also: ['elevation-resources-as-written'], mutate: (t) => integrations(t, (integration) => { integration.PassthroughBehavior = 'WHEN_NO_MATCH'; }) },
  { id: 'elevation-self-approval', removed: 'the ledger\'s condition against approvals by the requester', claim: 'elevation-no-self-approval', also: ['elevation-workflows-as-written'], mutate: (t) => change(t, 'Decide', (definition) => conditions(definition, 'requester <> :person')) },
  { id: 'elevation-replay', removed: 'the ledger\'s condition on the version that was read', claim: 'elevation-decides-once', also: ['elevation-workflows-as-written'], mutate: (t) => change(t, 'Decide', (definition) => conditions(definition, '#version = :version', '#approvals')) },
  { id: 'elevation-late-approval', removed: 'the ledger\'s condition against approving too late', claim: 'elevation-decides-once', also: ['elevation-workflows-as-written'], mutate: (t) => change(t, 'Decide', (definition) => conditions(definition, 'expiresAt > :at', '#approvals')) },
  {
    id: 'elevation-any-status',
    removed: 'the ledger\'s condition on the status',
    claim: 'elevation-decides-once',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Life', (definition) => transactions(definition).forEach(({ Update }) => { if (Update) { Update.ConditionExpression = 'attribute_exists(pk)'; } })),
  },
  {
    id: 'elevation-overwritten-entries',
    removed: 'the condition that an entry is new',
    claim: 'elevation-entries-only-added',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Decide', (definition) => transactions(definition).forEach(({ Put }) => { if (Put) { delete Put.ConditionExpression; } })),
  },
  {
    id: 'elevation-grant-first',
    removed: 'the order: the access is granted before its end is scheduled',
    claim: 'elevation-end-before-access',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Life', ({ States }) => {
      const [arrange] = Object.entries<any>(States).find(([, state]) => state.Resource?.endsWith(':scheduler:createSchedule'))!;
      for (const state of Object.values<any>(States)) { if (state.Next === arrange) { state.Next = 'Grant in each account'; } }
    }),
  },
  { id: 'elevation-silent-revoke', removed: 'the actions of the alarm on ends that fail', claim: 'elevation-ends-are-watched', also: ['elevation-alarms-as-written'], mutate: (t) => { delete alarm(t, 'RevokeFailed').AlarmActions; } },
  { id: 'elevation-no-reconciler', removed: 'the schedule of the reconciler', claim: 'elevation-silence-is-alarmed', also: ['elevation-resources-as-written'], mutate: (t) => { t.all('AWS::Scheduler::Schedule')[0].Properties.State = 'DISABLED'; } },
  { id: 'elevation-silent-reconciler', removed: 'the treatment of missing data as breaching', claim: 'elevation-silence-is-alarmed', also: ['elevation-alarms-as-written'], mutate: (t) => { alarm(t, 'ReconcilerSilent').TreatMissingData = 'notBreaching'; } },
  { id: 'elevation-unannounced', removed: 'the rule that announces every step', claim: 'elevation-steps-are-told', also: ['elevation-alarms-as-written'], mutate: (t) => { t.resource('ElevationAlarmsSteps', 'AWS::Events::Rule').Properties.State = 'DISABLED'; } },
  { id: 'elevation-threshold', removed: 'the threshold of one in the alarm on ends that fail', claim: 'elevation-alarms-as-written', mutate: (t) => { alarm(t, 'RevokeFailed').Threshold = 100; } },
  { id: 'elevation-ledger-protection', removed: 'the ledger\'s protection from deletion', claim: 'elevation-ledger-kept', also: ['elevation-resources-as-written'], mutate: (t) => { table(t).Properties.DeletionProtectionEnabled = false; } },
  { id: 'elevation-ledger-recovery', removed: 'the ledger\'s point-in-time recovery', claim: 'elevation-ledger-kept', also: ['elevation-resources-as-written'], mutate: (t) => { delete table(t).Properties.PointInTimeRecoverySpecification; } },
  { id: 'elevation-ledger-key', removed: 'the ledger\'s own key', claim: 'elevation-ledger-kept', also: ['break-glass-changed-by-no-other-role', 'elevation-permissions-as-written', 'elevation-resources-as-written', 'elevation-workflows-as-written'], mutate: (t) => { delete table(t).Properties.SSESpecification.KMSMasterKeyId; } },
  { id: 'elevation-deputy', removed: 'the source account in the scheduler\'s trust', claim: 'elevation-no-confused-deputy', also: ['elevation-trusts-as-written'], mutate: (t) => { delete t.resource('ElevationSchedulerRole', 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement[0].Condition; } },
  {
    id: 'elevation-dependence',
    removed: 'the independence of a break-glass role: a workflow may end it',
    claim: 'elevation-break-glass-independent',
    mutate: (t) => {
      const role = t.all('AWS::IAM::Role').find(({ Properties }) => Properties.Path === '/bg/');
      role.Properties.Tags = [...role.Properties.Tags, { Key: 'OpenedBy', Value: t.logicalId('ElevationLife', MACHINE) }];
    },
  },
  {
    id: 'elevation-any-permission-set',
    removed: 'the permission sets in the policy of the workflow that assigns',
    claim: 'elevation-role-pinned',
    also: ['elevation-permissions-as-written'],
    mutate: (t) => {
      const { Statement } = t.resource('ElevationLifeRoleDefaultPolicy', 'AWS::IAM::Policy').Properties.PolicyDocument;
      Statement.filter(({ Action }: any) => [Action].flat().includes('sso:CreateAccountAssignment')).forEach((statement: any) => { statement.Resource = '*'; });
    },
  },
  ...['RequestId', 'IncidentId', 'Requester'].map((tag): Mutation => ({
    id: `elevation-session-${tag}`,
    removed: `the tag ${tag} in the trust of a role that issues sessions`,
    claim: 'elevation-session-by-broker',
    also: ['elevation-trusts-as-written'],
    mutate: (t) => { delete sessionTrust(t).Condition.StringLike[`aws:RequestTag/${tag}`]; },
  })),
  { id: 'elevation-session-any-caller', removed: 'the broker in the trust of a role that issues sessions', claim: 'elevation-session-by-broker', also: ['elevation-trusts-as-written'], mutate: (t) => { delete sessionTrust(t).Condition.ArnEquals; } },
  { id: 'elevation-session-tags', removed: 'the condition that a session has no other tags', claim: 'elevation-session-by-broker', also: ['elevation-trusts-as-written'], mutate: (t) => { delete sessionTrust(t).Condition['ForAllValues:StringEquals']; } },
  {
    id: 'elevation-session-no-caller',
    removed: 'the broker\'s name: the trust names another',
    claim: 'elevation-session-can-be-issued',
    also: ['elevation-trusts-as-written'],
    mutate: (t) => { sessionTrust(t).Condition.ArnEquals['aws:PrincipalArn'] = 'arn:aws:iam::111111111111:role/elevation/another'; },
  },
  {
    id: 'elevation-session-endless',
    removed: 'the end in the policy of an issued session',
    claim: 'elevation-session-ends-itself',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Issue', ({ States }) => { States['Create the session'].Arguments.Policy = '{% $sessionPolicy %}'; }),
  },
  {
    id: 'elevation-function',
    removed: 'direct calls: a function answers in place of one',
    claim: 'elevation-no-code',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Submit', ({ States }) => { States['Start the grant'].Resource = 'arn:aws:states:::lambda:invoke'; }),
  },
  {
    id: 'elevation-window-endless',
    removed: 'the end in the statement that opens a window',
    claim: 'elevation-window-closes-itself',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Life', (definition) => replaced(definition, ', "DateLessThanEquals": {"aws:CurrentTime": $h.until}', '')),
  },
  {
    id: 'elevation-any-trust',
    removed: 'the roles in the policy of the workflow that opens windows',
    claim: 'elevation-window-of-rules-only',
    also: ['elevation-permissions-as-written'],
    mutate: (t) => {
      const { Statement } = t.resource('ElevationLifeRoleDefaultPolicy', 'AWS::IAM::Policy').Properties.PolicyDocument;
      Statement.filter(({ Action }: any) => Action === 'iam:UpdateAssumeRolePolicy').forEach((statement: any) => { statement.Resource = '*'; });
    },
  },
  {
    id: 'elevation-sessions-forgotten',
    removed: 'a permission set from those whose sessions are ended',
    claim: 'elevation-sessions-are-ended',
    also: ['elevation-permissions-as-written', 'elevation-workflows-as-written'],
    mutate: (t) => change(t, 'End', (definition) => states(definition).filter(({ Type }) => Type === 'Choice').flatMap(({ Choices }) => Choices)
      .filter(({ Condition }: any) => Condition.startsWith('{% $rule.resource in ['))
      .forEach((choice: any) => { choice.Condition = '{% $rule.resource in [] %}'; })),
  },
  {
    id: 'elevation-sessions-spared',
    removed: 'the deny of older sessions: it names an instant before all sessions',
    claim: 'elevation-sessions-are-ended',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'End', (definition) => replaced(definition, '"aws:TokenIssueTime": $d.before', '"aws:TokenIssueTime": "1970-01-01T00:00:00Z"')),
  },
  { id: 'elevation-revocation-any-policy', removed: 'the policy in the permissions of the role that ends sessions', claim: 'elevation-revocation-only-takes', also: ['elevation-permissions-as-written'], mutate: (t) => { revoker(t).Policies[0].PolicyDocument.Statement[0].Resource = '*'; } },
  {
    id: 'elevation-revocation-attached',
    removed: 'the policy that denies ended sessions is only a boundary: a permission set gets it',
    claim: 'elevation-revocation-is-a-boundary',
    also: ['permission-set-as-written'],
    mutate: (t) => { t.all('AWS::SSO::PermissionSet')[0].Properties.CustomerManagedPolicyReferences = [{ Name: 'elevation-session-revocation', Path: '/elevation/' }]; },
  },
  { id: 'elevation-revocation-any-caller', removed: 'the name of the role that can end sessions', claim: 'elevation-revocation-by-revoker', also: ['elevation-trusts-as-written'], mutate: (t) => { delete revoker(t).AssumeRolePolicyDocument.Statement[0].Condition; } },
  {
    id: 'elevation-revocation-no-caller',
    removed: 'the workflow in the trust of the role that ends sessions: it names another',
    claim: 'elevation-revocation-can-be-used',
    also: ['elevation-trusts-as-written'],
    mutate: (t) => { revoker(t).AssumeRolePolicyDocument.Statement[0].Condition.ArnEquals['aws:PrincipalArn'] = 'arn:aws:iam::111111111111:role/elevation/another'; },
  },
  { id: 'elevation-unreviewed', removed: 'the rule that starts the review of bypasses', claim: 'elevation-bypass-is-reviewed', also: ['elevation-alarms-as-written'], mutate: (t) => { t.resource('ElevationFollowOwn', 'AWS::Events::Rule').Properties.State = 'DISABLED'; } },
  {
    id: 'elevation-forgotten',
    removed: 'the retention of the ledger',
    claim: 'elevation-kept-for-reviews',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Decide', (definition) => replaced(definition, '/ 1000) + 35856000)', '/ 1000) + 86400)')),
  },
  {
    id: 'elevation-copies-deletable',
    removed: 'compliance mode: in governance mode, an identity with the permission can delete copies',
    claim: 'elevation-copies-locked',
    also: ['elevation-resources-as-written'],
    mutate: (t) => { t.all('AWS::S3::Bucket')[0].Properties.ObjectLockConfiguration.Rule.DefaultRetention.Mode = 'GOVERNANCE'; },
  },
  {
    id: 'elevation-ledger-shared',
    removed: 'the ledger without a policy of its own: a role gets it all',
    claim: 'elevation-resources-as-written',
    mutate: (t) => {
      t.resource('ElevationLedgerTable', 'AWS::DynamoDB::Table').Properties.ResourcePolicy = {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:role/Operator' }, Action: 'dynamodb:PutItem', Resource: '*' }],
        },
      };
    },
  },
  {
    id: 'elevation-way-around',
    removed: 'the question whether a decision is allowed: each way leads to the record of it',
    claim: 'elevation-workflows-as-written',
    mutate: (t) => change(t, 'Decide', ({ States }) => { States['Is the decision allowed?'].Choices[0].Next = 'Which action?'; }),
  },
  {
    id: 'elevation-more-permissions',
    removed: 'permissions of its calls only: the workflow that answers questions writes the ledger as well',
    claim: 'elevation-permissions-as-written',
    mutate: (t) => {
      t.resource('ElevationReadRoleDefaultPolicy', 'AWS::IAM::Policy').Properties.PolicyDocument.Statement
        .push({ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': [t.logicalId('ElevationLedgerTable', 'AWS::DynamoDB::Table'), 'Arn'] } });
    },
  },
  {
    id: 'elevation-rule-differs',
    removed: 'one set of rules: the workflow that decides knows another approver than the others',
    claim: 'elevation-rules-as-written',
    also: ['elevation-workflows-as-written'],
    mutate: (t) => change(t, 'Decide', (definition) => replaced(definition, '"approvers":["john"]', '"approvers":["john","jane"]')),
  },
  {
    id: 'elevation-session-more',
    removed: 'permissions of the playbook only: a role that issues sessions allows one more read',
    claim: 'elevation-session-permissions-as-written',
    mutate: (t) => { t.managedPolicy('SessionPolicy1').Statement.push({ Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' }); },
  },
  {
    id: 'permission-set-elevation',
    removed: 'the roles and policies of elevated access from what no playbook session can change',
    claim: 'permission-set-leaves-elevation-alone',
    mutate: (t) => t.all('AWS::SSO::PermissionSet').forEach(({ Properties: { InlinePolicy } }) => {
      InlinePolicy.Statement = InlinePolicy.Statement.filter(({ Sid }: any) => Sid !== 'DenyElevation');
    }),
  },
];
