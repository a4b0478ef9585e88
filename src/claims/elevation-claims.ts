import { targetsOf } from './alarm-chain/topics';
import { Claim, fact, Fact, Question } from './claim';
import { administrators, askRole, assumes, ofElevation, workflowRoles } from './elevation-questions';
import { AccessModel, ResourceModel, RoleModel } from './model';
import { ofType } from './model-index';
import { allowed, denied } from './requests';
import { strangersOf } from './strangers';
import { elevationResources } from './structure/elevation-own';
import { imitatedRoles } from './structure/elevation-people';
import { sessionRoles } from './structure/session-roles';
import { apiOf, calls, reachedWithout, WorkflowModel } from './workflow-model';
import { BROKER_ROLE_NAME, ELEVATION_PATH, EVENT_SOURCE } from '../elevation/engine/names';
import { asArray } from '../private/policy-document';

const GIVING = ['ssoadmin:createAccountAssignment', 'identitystore:createGroupMembership'];
const TAKING = ['ssoadmin:deleteAccountAssignment', 'identitystore:deleteGroupMembership'];

const name = (resource: ResourceModel) => resource.logicalId;
const gives = (workflow: WorkflowModel) => GIVING.some((api) => workflow.states.some((state) => apiOf(state) === api));
const takes = (workflow: WorkflowModel) => TAKING.some((api) => workflow.states.some((state) => apiOf(state) === api));

/** Asked of apps in which a workflow grants access. */
function whereElevated(ask: (model: AccessModel, workflows: WorkflowModel[]) => Fact[]): Claim['questions'] {
  return (model) => {
    const workflows = ofElevation(model);
    return workflows.some(gives) ? ask(model, [...workflows]) : [];
  };
}

/** The updates and puts of a workflow's transactions, with the state that they are in. */
function writesOf(workflow: WorkflowModel): { readonly state: string; readonly update?: any; readonly put?: any }[] {
  return workflow.states.filter((state) => apiOf(state) === 'dynamodb:transactWriteItems').flatMap((state) => (
    asArray(state.definition.Arguments?.TransactItems as any).map((item: any) => ({ state: state.name, update: item.Update, put: item.Put }))));
}

/** Methods that run a workflow. */
function doors(model: AccessModel): ResourceModel[] {
  return ofType(model, 'AWS::ApiGateway::Method').filter(({ props }) => JSON.stringify(props.Integration?.Uri ?? '').includes('StartSyncExecution'));
}

/** A mapping template must form-encode everything that the caller wrote, and must take the caller's identity from API Gateway's context. */
function identityProblems(template: string): string {
  // A body that is too long is replaced by a fixed text.
  const free = template.replace(/#if\(\$input\.body\.length\(\) > \d+\)!#else(.*?)#end/g, '$1').replace(/\$util\.urlEncode\(\$input\.(body|params\('\w+'\)|params\(\)\.(querystring|path)\.get\('\w+'\))\)/g, '');
  const taken = /\$input\b|\$util\.escapeJavaScript|\$stageVariables/.exec(free);
  if (taken) { return `uses ${taken[0]} unencoded`; }
  return /\\"caller\\":\\"\$util\.urlEncode\(\$context\.identity\.userArn\)\\"/.test(template) ? '' : 'doesn\'t take the caller from the context of API Gateway';
}

const TAGS = ['RequestId', 'IncidentId', 'Requester'];
const brokerOf = (role: RoleModel) => `arn:aws:iam::${role.account}:role${ELEVATION_PATH}${BROKER_ROLE_NAME}`;

/** A session as the broker requests it, with these tags. */
function issued(ask: typeof denied, role: RoleModel, who: string, principal: string, tags: readonly string[]): Question {
  return assumes(ask, role, who, principal, {
    'sts:RoleSessionName': 'jane',
    'sts:SourceIdentity': 'jane',
    'aws:TagKeys': [...tags],
    ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag}`, 'INC-1'])),
  });
}

export const ELEVATION_CLAIMS: readonly Claim[] = [
  {
    id: 'elevation-calls-are-signed',
    title: 'Every call of the elevation API is signed with IAM credentials',
    threats: [23],
    proof: 'template',
    remedy: 'Leave the methods of the API to ElevatedAccess: each asks for IAM authorization.',
    questions: whereElevated((model) => doors(model).map((method) => (
      fact(method, 'requires IAM authorization', method.props.AuthorizationType === 'AWS_IAM', `AuthorizationType ${method.props.AuthorizationType}`)))),
  },
  {
    id: 'elevation-identity-from-context',
    title: 'The identity of requester and approver comes from API Gateway: nothing that a caller writes can set it',
    threats: [21, 23],
    proof: 'template',
    remedy: 'Leave the mapping templates of the API to ElevatedAccess: they take the caller from the context. Give no role a name of Identity Center.',
    questions: whereElevated((model) => [...doors(model).flatMap((method) => {
      const { RequestTemplates = {}, PassthroughBehavior } = method.props.Integration;
      const templates = Object.values<string>(RequestTemplates);
      const problem = templates.length === 0 ? 'there is no template' : templates.map(identityProblems).find((found) => found !== '') ?? '';
      return [
        fact(method, 'takes the caller from the context, and form-encodes the rest', problem === '', problem || 'form-encoded'),
        fact(method, 'passes no body without the template', PassthroughBehavior === 'NEVER', `PassthroughBehavior ${PassthroughBehavior}`),
      ];
    }), ...imitatedRoles(model)]),
  },
  {
    id: 'elevation-no-self-approval',
    title: 'The ledger accepts no approval by the requester, whatever the workflow decided',
    threats: [21],
    proof: 'template',
    remedy: 'Leave the definitions of the workflows to ElevatedAccess: the condition of the ledger refuses the requester.',
    questions: whereElevated((_, workflows) => workflows.flatMap((workflow) => writesOf(workflow)
      .filter(({ update }) => /#approvals\b/.test(update?.UpdateExpression ?? ''))
      .map(({ state, update }) => fact(workflow.resource, `writes an approval in '${state}' only if another person approves`,
        /(^| AND )requester <> :person( |$)/.test(update.ConditionExpression) && update.ExpressionAttributeValues[':person'] !== undefined, update.ConditionExpression)))),
  },
  {
    id: 'elevation-decides-once',
    title: 'A decision is written only on the version of the request that was read, in a status that allows it',
    threats: [22],
    proof: 'template',
    remedy: 'Leave the definitions of the workflows to ElevatedAccess: each decision is a conditional write.',
    questions: whereElevated((_, workflows) => workflows.flatMap((workflow) => writesOf(workflow)
      .filter(({ update }) => update && /#version/.test(update.UpdateExpression))
      .flatMap(({ state, update }) => [
        fact(workflow.resource, `changes the status in '${state}' only from statuses of the table`, /^#status IN \(:from0/.test(update.ConditionExpression ?? ''), update.ConditionExpression ?? 'no condition'),
        ...(/#approvals\b/.test(update.UpdateExpression) ? [fact(workflow.resource, `counts an approval in '${state}' once and in time`,
          ['#version = :version', 'expiresAt > :at'].every((condition) => update.ConditionExpression.includes(condition)), update.ConditionExpression)] : []),
      ]))),
  },
  {
    id: 'elevation-entries-only-added',
    title: 'Entries are only added to the ledger, in the transaction of the change that they describe',
    threats: [22],
    proof: 'template',
    remedy: 'Leave the definitions of the workflows to ElevatedAccess, and let nothing else write to the ledger.',
    questions: whereElevated((_, workflows) => workflows.flatMap((workflow) => workflow.states.filter((state) => apiOf(state) === 'dynamodb:transactWriteItems').map((state) => {
      const items: any[] = asArray(state.definition.Arguments?.TransactItems as any);
      const entry = items.find(({ Put }) => JSON.stringify(Put?.Item?.sk ?? '').includes('EVENT#'));
      return fact(workflow.resource, `adds an entry in '${state.name}'`, entry?.Put.ConditionExpression === 'attribute_not_exists(pk)', JSON.stringify(entry?.Put.ConditionExpression ?? 'no entry'));
    }))),
  },
  {
    id: 'elevation-end-before-access',
    title: 'No access is granted before its end is scheduled',
    threats: [24],
    proof: 'template',
    remedy: 'Leave the definition of the workflow to ElevatedAccess: it schedules the end before the grant.',
    questions: whereElevated((_, workflows) => workflows.filter(gives).map((workflow) => {
      const [outer] = workflow.levels;
      const early = reachedWithout(outer, (state) => apiOf(state) === 'scheduler:createSchedule');
      const found = outer.states.filter((state) => early.has(state.name) && apiOf(state) !== 'scheduler:createSchedule' && GIVING.some((api) => calls(state, api)));
      return fact(workflow.resource, 'schedules the end on every path to the access', found.length === 0, found.map((state) => `'${state.name}' comes first`).join(', ') || 'createSchedule first');
    })),
  },
  {
    id: 'elevation-ends-are-watched',
    title: 'An access that can\'t be removed raises an alarm',
    threats: [24],
    proof: 'template',
    remedy: 'Leave the alarms of ElevatedAccess as they are, and name the people to notify.',
    questions: whereElevated((model, workflows) => workflows.filter(takes).map((workflow) => {
      const alarms = ofType(model, 'AWS::CloudWatch::Alarm').filter(({ props }) => JSON.stringify(props.Metrics ?? props).includes('ExecutionsFailed')
        && mentions(props, workflow.resource) && (props.AlarmActions ?? []).length > 0 && props.ActionsEnabled !== false);
      return fact(workflow.resource, 'has an alarm with an action on executions that fail', alarms.length > 0, alarms.map(name).join(', ') || 'no alarm');
    })),
  },
  {
    id: 'elevation-silence-is-alarmed',
    title: 'The ledger is compared with existing accesses on a schedule, and an alarm is raised when that stops',
    threats: [24],
    proof: 'template',
    remedy: 'Leave the schedule of the comparison and its alarm to ElevatedAccess.',
    questions: whereElevated((model, workflows) => {
      const scheduled = workflows.filter((workflow) => ofType(model, 'AWS::Scheduler::Schedule').some(({ props }) => (
        props.State !== 'DISABLED' && /^rate\(/.test(props.ScheduleExpression) && mentions(props.Target.Arn, workflow.resource))));
      const watched = scheduled.filter((workflow) => ofType(model, 'AWS::CloudWatch::Alarm').some(({ props }) => props.MetricName === 'ExecutionsSucceeded'
        && mentions(props, workflow.resource) && props.TreatMissingData === 'breaching' && (props.AlarmActions ?? []).length > 0));
      // Without a schedule no workflow can be told from the others: then it is the first.
      const { resource: reconciler } = scheduled[0] ?? workflows[0];
      return [
        fact(reconciler, 'is started on a schedule', scheduled.length > 0, scheduled.map(({ resource }) => name(resource)).join(', ') || 'no schedule'),
        ...(scheduled.length > 0 ? [fact(reconciler, 'raises an alarm when it stops', watched.length > 0, watched.map(({ resource }) => name(resource)).join(', ') || 'no alarm that breaches on missing data')] : []),
      ];
    }),
  },
  {
    id: 'elevation-steps-are-told',
    title: 'Every step is announced, bypasses, unknown accesses and failures included',
    threats: [24, 26],
    proof: 'template',
    remedy: 'Leave the definitions of the workflows to ElevatedAccess: each step sends its event.',
    questions: whereElevated((model) => {
      const rules = ofType(model, 'AWS::Events::Rule').filter(({ props }) => props.EventBusName !== undefined && props.State !== 'DISABLED'
        && targetsOf(props).some(({ Arn }) => !String(Arn).includes(':log-group:')) && JSON.stringify(props.EventPattern) === JSON.stringify({ source: [EVENT_SOURCE] }));
      return [fact(ofType(model, 'AWS::Events::EventBus')[0] ?? 'event bus', 'has a rule for every event, with a target', rules.length > 0, rules.map(name).join(', ') || 'no such rule')];
    }),
  },
  {
    id: 'elevation-ledger-kept',
    title: 'The ledger is protected from deletion, can be restored to any second, and is encrypted with a customer managed key',
    threats: [22, 24],
    proof: 'template',
    remedy: 'Leave the table to ElevatedAccess, with deletion protection, point-in-time recovery and its key.',
    questions: whereElevated((model) => ofType(model, 'AWS::DynamoDB::Table').filter(({ props }) => JSON.stringify(props.GlobalSecondaryIndexes ?? '').includes('ByRequester')).flatMap((table) => [
      fact(table, 'is protected from deletion', table.props.DeletionProtectionEnabled === true && ['Retain', 'RetainExceptOnCreate'].includes(table.deletionPolicy ?? ''), `DeletionPolicy ${table.deletionPolicy}`),
      fact(table, 'can be restored to a point in time', table.props.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true, 'PointInTimeRecoverySpecification'),
      fact(table, 'is encrypted with a customer managed key', table.props.SSESpecification?.KMSMasterKeyId !== undefined, 'SSESpecification'),
    ])),
  },
  {
    id: 'elevation-no-confused-deputy',
    title: 'The schedules that start workflows do it for this account only',
    threats: [25],
    proof: 'template',
    remedy: 'Leave the trust of the schedules\' role to ElevatedAccess: it asks for the account.',
    questions: whereElevated((model) => {
      // API Gateway sends no source account: only who may pass a role of this account can give it to an API.
      const byService = (statement: any) => statement.Principal?.Service === 'scheduler.amazonaws.com';
      const own = elevationResources(model);
      return model.otherRoles.filter(({ resource }) => own.has(resource)).flatMap((role) => asArray(role.trust?.Statement).filter(byService)
        .map((statement: any) => fact(role, `is assumed by ${statement.Principal.Service} for this account only`,
          statement.Condition?.StringEquals?.['aws:SourceAccount'] === role.account, JSON.stringify(statement.Condition ?? 'no condition'))));
    }),
  },
  {
    id: 'elevation-break-glass-independent',
    title: 'If no approver answers, break-glass access works: none of it refers to elevated access',
    threats: [26],
    proof: 'template',
    remedy: 'Take the reference to elevated access out of the break-glass resource.',
    questions: whereElevated((model, workflows) => {
      const stacks = new Set(workflows.filter(gives).map(({ resource }) => resource.stack));
      const names = new Set(workflows.map(({ resource }) => resource.logicalId));
      return [...model.users, ...model.roles.filter(({ path }) => path.startsWith('/bg/'))].map((principal) => {
        const text = JSON.stringify([principal.resource.props, principal.policies, principal.boundary ?? null]);
        const found = [...names].find((id) => text.includes(id));
        return fact(principal, 'refers to no workflow and shares no stack with one', found === undefined && !stacks.has(principal.resource.stack), found ?? 'another stack');
      });
    }),
  },
  {
    id: 'elevation-role-pinned',
    title: 'The workflow that assigns permission sets can assign only those that a rule names',
    threats: [27],
    proof: 'policy',
    remedy: 'Name the permission sets in the rules: the workflow\'s policy follows them.',
    questions: (model) => workflowRoles(model, 'sso:CreateAccountAssignment').flatMap((role) => {
      const [first, second] = strangersOf(model).instances.map((id) => id.slice(3));
      return [`ssoins-1234567890abcdef/ps-${first}`, `ssoins-1234567890abcdef/ps-${second}`, `ssoins-${first}/ps-1234567890abcdef`].map((set) =>
        askRole(denied, role, 'sso:CreateAccountAssignment', `arn:aws:sso:::permissionSet/${set}`));
    }),
  },
  {
    id: 'elevation-session-by-broker',
    title: 'Only the broker can assume a role that issues sessions, and only with request, incident and requester in the session\'s tags',
    threats: [21, 27],
    proof: 'policy',
    remedy: 'Leave the trust of the role to the construct: the broker issues its sessions.',
    questions: (model) => sessionRoles(model).flatMap((role) => [
      ...administrators(model, role.account).map((arn) => issued(denied, role, 'an administrator of the account', arn, TAGS)),
      issued(denied, role, 'a namesake of the broker in another account', `arn:aws:iam::${strangersOf(model).account}:role${ELEVATION_PATH}${BROKER_ROLE_NAME}`, TAGS),
      ...TAGS.map((missing) => issued(denied, role, `the broker without ${missing}`, brokerOf(role), TAGS.filter((tag) => tag !== missing))),
      ...strangersOf(model).samples.map((tag) => issued(denied, role, 'the broker with a tag of its own', brokerOf(role), [...TAGS, tag])),
    ]),
  },
  {
    id: 'elevation-session-can-be-issued',
    title: 'The broker can assume the roles that issue sessions',
    threats: [],
    restsOn: ['packed-policy-size'],
    proof: 'policy',
    remedy: 'Leave the trust of the session role to the construct, and deploy it with the account of the broker.',
    ability: true,
    questions: (model) => sessionRoles(model).map((role) => issued(allowed, role, 'the broker with its tags', brokerOf(role), TAGS)),
  },
  {
    id: 'elevation-session-ends-itself',
    title: 'An issued session ends with its access by its own policy, whatever else happens',
    threats: [24],
    proof: 'template',
    remedy: 'Leave the definition of the workflow to ElevatedAccess: it writes the end into the session policy.',
    questions: (model) => ofElevation(model).flatMap((workflow) => workflow.states.filter((state) => apiOf(state) === 'sts:assumeRole').map((state) => {
      const policy = String(state.definition.Arguments?.Policy ?? '');
      const text = JSON.stringify(workflow.states.map(({ definition }) => definition));
      const ends = /\$replace\(\$sessionPolicy, "@@endsAt@@", \$item\.endsAt\.S\)/.test(policy)
        && /DateGreaterThan[^}]*aws:CurrentTime[^}]*@@endsAt@@/.test(text);
      return fact(workflow.resource, `issues the session in '${state.name}' with a policy that denies everything after the end`, ends, policy || 'no policy');
    })),
  },
  {
    id: 'elevation-no-code',
    title: 'No function runs between a request and its access',
    threats: [27],
    proof: 'template',
    remedy: 'Replace the function by a direct call of AWS: leave the definitions of the workflows to ElevatedAccess.',
    questions: whereElevated((_, workflows) => workflows.map((workflow) => {
      const found = workflow.states.filter(({ definition }) => /lambda|waitForTaskToken/.test(definition.Resource ?? ''));
      return fact(workflow.resource, 'calls AWS directly, without functions and task tokens', found.length === 0, found.map((state) => state.name).join(', ') || 'none');
    })),
  },
];

/** Whether a resource refers to a workflow, by the ARN that the model resolves. */
function mentions(props: any, workflow: ResourceModel): boolean {
  return JSON.stringify(props).includes(workflow.logicalId);
}
