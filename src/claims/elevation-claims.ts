import { Claim, fact, Fact, Question } from './claim';
import { askRole, assumes, workflowRoles } from './elevation-questions';
import { AccessModel, ResourceModel, RoleModel } from './model';
import { allowed, denied } from './requests';
import { apiOf, calls, reachedWithout, WorkflowModel, workflowsOf } from './workflow-model';
import { BROKER_ROLE_NAME, ELEVATION_PATH, EVENT_SOURCE } from '../elevation/engine/names';
import { asArray } from '../private/policy-document';

const GIVING = ['ssoadmin:createAccountAssignment', 'identitystore:createGroupMembership'];
const TAKING = ['ssoadmin:deleteAccountAssignment', 'identitystore:deleteGroupMembership'];

const name = (resource: ResourceModel) => resource.logicalId;
const ofType = (model: AccessModel, type: string) => model.resources.filter((resource) => resource.type === type);
const gives = (workflow: WorkflowModel) => GIVING.some((api) => workflow.states.some((state) => apiOf(state) === api));
const takes = (workflow: WorkflowModel) => TAKING.some((api) => workflow.states.some((state) => apiOf(state) === api));

/** Everything here is asked of apps in which a workflow gives access. */
function whereElevated(ask: (model: AccessModel, workflows: WorkflowModel[]) => Fact[]): Claim['questions'] {
  return (model) => {
    const workflows = workflowsOf(model);
    return workflows.some(gives) ? ask(model, workflows) : [];
  };
}

/** The updates and puts of a workflow's transactions, with the state that they are in. */
function writesOf(workflow: WorkflowModel): { readonly state: string; readonly update?: any; readonly put?: any }[] {
  return workflow.states.filter((state) => apiOf(state) === 'dynamodb:transactWriteItems').flatMap((state) => (
    asArray(state.definition.Arguments.TransactItems as any).map((item: any) => ({ state: state.name, update: item.Update, put: item.Put }))));
}

/** Methods behind which a workflow is run. */
function doors(model: AccessModel): ResourceModel[] {
  return ofType(model, 'AWS::ApiGateway::Method').filter(({ props }) => JSON.stringify(props.Integration?.Uri ?? '').includes('StartSyncExecution'));
}

/** What a mapping template takes from the caller must be form-encoded, and the caller must be API Gateway's word. */
function identityProblems(template: string): string {
  // What is too long is replaced by a mark, which takes nothing from anybody.
  const free = template.replace(/#if\(\$input\.body\.length\(\) > \d+\)!#else(.*?)#end/g, '$1').replace(/\$util\.urlEncode\(\$input\.(body|params\('\w+'\)|params\(\)\.(querystring|path)\.get\('\w+'\))\)/g, '');
  const taken = /\$input\b|\$util\.escapeJavaScript|\$stageVariables/.exec(free);
  if (taken) { return `takes ${taken[0]} as it comes`; }
  return /\\"caller\\":\\"\$util\.urlEncode\(\$context\.identity\.userArn\)\\"/.test(template) ? '' : 'names no caller of API Gateway\'s own';
}

const TAGS = ['RequestId', 'IncidentId', 'Requester'];
const sessionRoles = (model: AccessModel) => model.otherRoles.filter(({ path, trust }) => path === ELEVATION_PATH && /RequestId/.test(JSON.stringify(trust)));
const brokerOf = (role: RoleModel) => `arn:aws:iam::${role.account}:role${ELEVATION_PATH}${BROKER_ROLE_NAME}`;

/** With these tags, and named as the broker names its sessions. */
function vended(ask: typeof denied, role: RoleModel, who: string, principal: string, tags: readonly string[]): Question {
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
    questions: whereElevated((model) => doors(model).map((method) => (
      fact(name(method), 'asks for IAM authorization', method.props.AuthorizationType === 'AWS_IAM', `AuthorizationType ${method.props.AuthorizationType}`)))),
  },
  {
    id: 'elevation-identity-from-context',
    title: 'Who asks and who approves is API Gateway\'s word: nothing that the caller writes can say it',
    threats: [21, 23],
    proof: 'template',
    questions: whereElevated((model) => doors(model).flatMap((method) => {
      const { RequestTemplates = {}, PassthroughBehavior } = method.props.Integration;
      const templates = Object.values<string>(RequestTemplates);
      const problem = templates.length === 0 ? 'there is no template' : templates.map(identityProblems).find((found) => found !== '') ?? '';
      return [
        fact(name(method), 'takes the caller from the context and the rest form-encoded', problem === '', problem || 'form-encoded'),
        fact(name(method), 'lets no body pass by the template', PassthroughBehavior === 'NEVER', `PassthroughBehavior ${PassthroughBehavior}`),
      ];
    })),
  },
  {
    id: 'elevation-nobody-approves-itself',
    title: 'The ledger takes no approval from the person who asked, whatever the workflow decided',
    threats: [21],
    proof: 'template',
    questions: whereElevated((_, workflows) => workflows.flatMap((workflow) => writesOf(workflow)
      .filter(({ update }) => /#approvals\b/.test(update?.UpdateExpression ?? ''))
      .map(({ state, update }) => fact(name(workflow.resource), `writes an approval in '${state}' only for another person`,
        /(^| AND )requester <> :person( |$)/.test(update.ConditionExpression) && update.ExpressionAttributeValues[':person'] !== undefined, update.ConditionExpression)))),
  },
  {
    id: 'elevation-decides-once',
    title: 'A decision is written only on the request as it was read, in a status that allows it',
    threats: [22],
    proof: 'template',
    questions: whereElevated((_, workflows) => workflows.flatMap((workflow) => writesOf(workflow)
      .filter(({ update }) => update && /#version/.test(update.UpdateExpression))
      .flatMap(({ state, update }) => [
        fact(name(workflow.resource), `moves a request on in '${state}' only from statuses of the table`, /^#status IN \(:from0/.test(update.ConditionExpression ?? ''), update.ConditionExpression ?? 'no condition'),
        ...(/#approvals\b/.test(update.UpdateExpression) ? [fact(name(workflow.resource), `counts an approval in '${state}' once and in time`,
          ['#version = :version', 'expiresAt > :at'].every((condition) => update.ConditionExpression.includes(condition)), update.ConditionExpression)] : []),
      ]))),
  },
  {
    id: 'elevation-entries-only-added',
    title: 'What happened is only ever added to the ledger, in the transaction in which it happens',
    threats: [22],
    proof: 'template',
    questions: whereElevated((_, workflows) => workflows.flatMap((workflow) => workflow.states.filter((state) => apiOf(state) === 'dynamodb:transactWriteItems').map((state) => {
      const items: any[] = state.definition.Arguments.TransactItems;
      const entry = items.find(({ Put }) => JSON.stringify(Put?.Item?.sk ?? '').includes('EVENT#'));
      return fact(name(workflow.resource), `adds an entry in '${state.name}'`, entry?.Put.ConditionExpression === 'attribute_not_exists(pk)', JSON.stringify(entry?.Put.ConditionExpression ?? 'no entry'));
    }))),
  },
  {
    id: 'elevation-end-before-access',
    title: 'No access is given before its end is arranged',
    threats: [24],
    proof: 'template',
    questions: whereElevated((_, workflows) => workflows.filter(gives).map((workflow) => {
      const [outer] = workflow.levels;
      const early = reachedWithout(outer, (state) => apiOf(state) === 'scheduler:createSchedule');
      const found = outer.states.filter((state) => early.has(state.name) && apiOf(state) !== 'scheduler:createSchedule' && GIVING.some((api) => calls(state, api)));
      return fact(name(workflow.resource), 'arranges the end on every way to the access', found.length === 0, found.map((state) => `'${state.name}' comes first`).join(', ') || 'createSchedule first');
    })),
  },
  {
    id: 'elevation-ends-are-watched',
    title: 'Where access can\'t be taken back somebody is paged',
    threats: [24],
    proof: 'template',
    questions: whereElevated((model, workflows) => workflows.filter(takes).map((workflow) => {
      const alarms = ofType(model, 'AWS::CloudWatch::Alarm').filter(({ props }) => JSON.stringify(props.Metrics ?? props).includes('ExecutionsFailed')
        && mentions(props, workflow.resource) && (props.AlarmActions ?? []).length > 0 && props.ActionsEnabled !== false);
      return fact(name(workflow.resource), 'has an alarm with an action on executions that fail', alarms.length > 0, alarms.map(name).join(', ') || 'no alarm');
    })),
  },
  {
    id: 'elevation-silence-is-alarmed',
    title: 'Ledger and reality are compared on a schedule, and somebody is paged when nobody does any more',
    threats: [24],
    proof: 'template',
    questions: whereElevated((model, workflows) => {
      const scheduled = workflows.filter((workflow) => ofType(model, 'AWS::Scheduler::Schedule').some(({ props }) => (
        props.State !== 'DISABLED' && /^rate\(/.test(props.ScheduleExpression) && mentions(props.Target.Arn, workflow.resource))));
      const watched = scheduled.filter((workflow) => ofType(model, 'AWS::CloudWatch::Alarm').some(({ props }) => props.MetricName === 'ExecutionsSucceeded'
        && mentions(props, workflow.resource) && props.TreatMissingData === 'breaching' && (props.AlarmActions ?? []).length > 0));
      return [
        fact('reconciler', 'is started on a schedule', scheduled.length > 0, scheduled.map(({ resource }) => name(resource)).join(', ') || 'no schedule'),
        ...(scheduled.length > 0 ? [fact('reconciler', 'is missed when it is silent', watched.length > 0, watched.map(({ resource }) => name(resource)).join(', ') || 'no alarm that breaches on missing data')] : []),
      ];
    }),
  },
  {
    id: 'elevation-steps-are-told',
    title: 'Somebody is told of every step: of bypasses, of unknown access and of what fails as well',
    threats: [24, 26],
    proof: 'template',
    questions: whereElevated((model) => {
      const rules = ofType(model, 'AWS::Events::Rule').filter(({ props }) => props.EventBusName !== undefined && props.State !== 'DISABLED'
        && (props.Targets ?? []).some(({ Arn }: any) => !String(Arn).includes(':log-group:')) && JSON.stringify(props.EventPattern) === JSON.stringify({ source: [EVENT_SOURCE] }));
      return [fact('event bus', 'has a rule for every event, with a target', rules.length > 0, rules.map(name).join(', ') || 'no such rule')];
    }),
  },
  {
    id: 'elevation-ledger-kept',
    title: 'The ledger can\'t be deleted by a mistake, can be restored to any second, and is encrypted with a customer managed key',
    threats: [22, 24],
    proof: 'template',
    questions: whereElevated((model) => ofType(model, 'AWS::DynamoDB::Table').filter(({ props }) => JSON.stringify(props.GlobalSecondaryIndexes ?? '').includes('ByRequester')).flatMap((table) => [
      fact(name(table), 'is protected from deletion', table.props.DeletionProtectionEnabled === true && table.deletionPolicy === 'Retain', `DeletionPolicy ${table.deletionPolicy}`),
      fact(name(table), 'can be restored to a point in time', table.props.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true, 'PointInTimeRecoverySpecification'),
      fact(name(table), 'is encrypted with a key of one\'s own', table.props.SSESpecification?.KMSMasterKeyId !== undefined, 'SSESpecification'),
    ])),
  },
  {
    id: 'elevation-no-confused-deputy',
    title: 'The services that run the workflows act for this account only',
    threats: [25],
    proof: 'template',
    questions: whereElevated((model) => {
      const services = ['scheduler.amazonaws.com', 'apigateway.amazonaws.com'];
      const byService = (statement: any) => services.includes(statement.Principal?.Service);
      return model.otherRoles.flatMap((role) => asArray(role.trust.Statement).filter(byService)
        .map((statement: any) => fact(role.name, `is assumed by ${statement.Principal.Service} for this account only`,
          statement.Condition?.StringEquals?.['aws:SourceAccount'] === role.account, JSON.stringify(statement.Condition ?? 'no condition'))));
    }),
  },
  {
    id: 'elevation-break-glass-independent',
    title: 'Where no approver answers there is break-glass access: nothing of it refers to elevated access',
    threats: [26],
    proof: 'template',
    questions: whereElevated((model, workflows) => {
      const stacks = new Set(workflows.filter(gives).map(({ resource }) => resource.stack));
      const names = new Set(workflows.map(({ resource }) => resource.logicalId));
      return [...model.users, ...model.roles.filter(({ path }) => path.startsWith('/bg/'))].map((principal) => {
        const text = JSON.stringify([principal.resource.props, principal.policies, principal.boundary ?? null]);
        const found = [...names].find((id) => text.includes(id));
        return fact(principal.name, 'refers to no workflow and shares no stack with one', found === undefined && !stacks.has(principal.resource.stack), found ?? 'another stack');
      });
    }),
  },
  {
    id: 'elevation-role-pinned',
    title: 'The workflow that assigns can assign no permission set that no rule names',
    threats: [27],
    proof: 'simulation',
    questions: (model) => workflowRoles(model, 'sso:CreateAccountAssignment').flatMap((role) => [
      'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-0000000000000000', 'arn:aws:sso:::permissionSet/ssoins-0000000000000000/ps-1234567890abcdef',
    ].map((resource) => askRole(denied, role, 'sso:CreateAccountAssignment', resource))),
  },
  {
    id: 'elevation-session-by-broker',
    title: 'Nobody but the broker assumes a role of vended sessions, and the broker only with request, incident and requester in the session\'s tags',
    threats: [21, 27],
    proof: 'simulation',
    questions: (model) => sessionRoles(model).flatMap((role) => [
      vended(denied, role, 'an administrator of the account', `arn:aws:iam::${role.account}:role/Administrator`, TAGS),
      vended(denied, role, 'a namesake of the broker in another account', 'arn:aws:iam::999999999999:role/elevation/elevation-broker', TAGS),
      ...TAGS.map((missing) => vended(denied, role, `the broker without ${missing}`, brokerOf(role), TAGS.filter((tag) => tag !== missing))),
      vended(denied, role, 'the broker with a tag of its own', brokerOf(role), [...TAGS, 'Purpose']),
    ]),
  },
  {
    id: 'elevation-session-can-be-vended',
    title: 'The broker can assume the roles of vended sessions',
    threats: [],
    proof: 'simulation',
    ability: true,
    questions: (model) => sessionRoles(model).map((role) => vended(allowed, role, 'the broker with its tags', brokerOf(role), TAGS)),
  },
  {
    id: 'elevation-session-ends-itself',
    title: 'A vended session ends with its access by its own policy, whatever else happens',
    threats: [24],
    proof: 'template',
    questions: (model) => workflowsOf(model).flatMap((workflow) => workflow.states.filter((state) => apiOf(state) === 'sts:assumeRole').map((state) => {
      const policy = String(state.definition.Arguments.Policy ?? '');
      const text = JSON.stringify(workflow.states.map(({ definition }) => definition));
      const ends = /\$replace\(\$sessionPolicy, "@@endsAt@@", \$item\.endsAt\.S\)/.test(policy)
        && /DateGreaterThan[^}]*aws:CurrentTime[^}]*@@endsAt@@/.test(text);
      return fact(name(workflow.resource), `gives the session of '${state.name}' a policy that denies everything after the end`, ends, policy || 'no policy');
    })),
  },
  {
    id: 'elevation-no-code',
    title: 'No function stands between a request and its access',
    threats: [27],
    proof: 'template',
    questions: whereElevated((_, workflows) => workflows.map((workflow) => {
      const found = workflow.states.filter(({ definition }) => /lambda|waitForTaskToken/.test(definition.Resource ?? ''));
      return fact(name(workflow.resource), 'calls AWS directly, without functions and task tokens', found.length === 0, found.map((state) => state.name).join(', ') || 'none');
    })),
  },
];

/** Whether a resource names a workflow, by its ARN as the model resolves it. */
function mentions(props: any, workflow: ResourceModel): boolean {
  return JSON.stringify(props).includes(workflow.logicalId);
}
