import {
  ADMIN_ROLE, add, alarm, allow, arnOf, filter, INVESTIGATOR_ROLE, policy, properties, STRANGER, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const HELPER = 'arn:aws:lambda:us-east-1:111111111111:function:deploy-helper';
const ADMIN_ARN = `arn:aws:iam::111111111111:role/bg/${ADMIN_ROLE}`;

/** A role of the stack for a service, with one policy. */
function serviceRole(templates: Templates, id: string, service: string, action: string | string[], resource: unknown = '*'): void {
  add(templates, 'Security', id, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: policy(trusts({ Service: service })),
    Policies: [{ PolicyName: 'work', PolicyDocument: policy(allow(action, resource)) }],
  });
}

/** Resources that change break-glass after it is deployed. */
export const TEMPLATE_AT_RUN_TIME: readonly BackDoor[] = ofKind('template', [{
  id: 'template-custom-resource-trust',
  putIn: 'a custom resource that calls iam:UpdateAssumeRolePolicy for the admin role',
  effect: 'the trust of the template is replaced right after it is deployed',
  mutate: (t) => {
    const call = {
      service: 'IAM',
      action: 'updateAssumeRolePolicy',
      parameters: { RoleName: ADMIN_ROLE, PolicyDocument: JSON.stringify(policy(trusts({ AWS: STRANGER }))) },
      physicalResourceId: { id: 'trust' },
    };
    add(t, 'Security', 'Trust', 'Custom::AWS', { ServiceToken: HELPER, Create: JSON.stringify(call), Update: JSON.stringify(call) });
  },
}, {
  id: 'template-custom-resource-filter',
  putIn: 'a custom resource that writes a metric filter of the same name',
  effect: 'the filter is overwritten with a pattern that never matches',
  mutate: (t) => {
    const { FilterName } = filter(t, 'AlarmUseFilter1');
    add(t, 'Security', 'FilterFix', 'Custom::MetricFilter', { ServiceToken: HELPER, LogGroup: 'organization-trail', FilterName, Pattern: '{ $.eventName = "Never" }' });
  },
}, {
  id: 'template-custom-resource-plain',
  putIn: 'a custom resource of CloudFormation\'s own type that is given the topic',
  effect: 'the function unsubscribes the team',
  mutate: (t) => {
    const topic = properties(t, 'Workload', 'Topic', 'AWS::SNS::Topic').TopicName;
    add(t, 'Workload', 'Subscriptions', 'AWS::CloudFormation::CustomResource', {
      ServiceToken: 'arn:aws:sns:us-east-1:222222222222:custom-resources', Topic: topic, Unsubscribe: 'all',
    });
  },
}, {
  id: 'template-schedule-disables-alarms',
  putIn: 'a schedule that calls cloudwatch:DisableAlarmActions each evening, and its role',
  effect: 'at night the alarms send nothing',
  mutate: (t) => {
    serviceRole(t, 'NightRole', 'scheduler.amazonaws.com', 'cloudwatch:DisableAlarmActions');
    add(t, 'Security', 'Night', 'AWS::Scheduler::Schedule', {
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'cron(0 20 * * ? *)',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:cloudwatch:disableAlarmActions',
        RoleArn: arnOf('NightRole'),
        Input: JSON.stringify({ AlarmNames: ['AlarmUseAlarm', 'AlarmSignInAlarm'].map((prefix) => alarm(t, 'Security', prefix).AlarmName) }),
      },
    });
  },
}, {
  id: 'template-workflow-drops-boundary',
  putIn: 'a workflow that calls iam:DeleteRolePermissionsBoundary for the admin role, and its role',
  effect: 'who may start the workflow takes the boundary away',
  mutate: (t) => {
    serviceRole(t, 'RepairRole', 'states.amazonaws.com', 'iam:DeleteRolePermissionsBoundary', ADMIN_ARN);
    const task = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iam:deleteRolePermissionsBoundary', Parameters: { RoleName: ADMIN_ROLE }, End: true };
    add(t, 'Security', 'Repair', 'AWS::StepFunctions::StateMachine', {
      RoleArn: arnOf('RepairRole'), DefinitionString: JSON.stringify({ StartAt: 'Repair', States: { Repair: task } }),
    });
  },
}, {
  id: 'template-function-with-url',
  putIn: 'a function with an open URL, whose role may write policies of break-glass roles',
  effect: 'everybody who knows the URL attaches a policy to the investigator',
  mutate: (t) => {
    serviceRole(t, 'HookRole', 'lambda.amazonaws.com', ['iam:PutRolePolicy', 'iam:DeleteRolePermissionsBoundary'], 'arn:aws:iam::*:role/*/BREAK-GLASS-*');
    const code = [
      'import boto3, json',
      'def handler(event, _):',
      `    boto3.client('iam').put_role_policy(RoleName='${INVESTIGATOR_ROLE}', PolicyName='more', PolicyDocument=event['body'])`,
    ].join('\n');
    add(t, 'Security', 'Hook', 'AWS::Lambda::Function', { Runtime: 'python3.13', Handler: 'index.handler', Role: arnOf('HookRole'), Code: { ZipFile: code } });
    add(t, 'Security', 'HookUrl', 'AWS::Lambda::Url', { TargetFunctionArn: arnOf('Hook'), AuthType: 'NONE' });
    add(t, 'Security', 'HookPermission', 'AWS::Lambda::Permission', {
      FunctionName: { Ref: 'Hook' }, Principal: '*', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE',
    });
    add(t, 'Security', 'HookInvoke', 'AWS::Lambda::Permission', { FunctionName: { Ref: 'Hook' }, Principal: '*', Action: 'lambda:InvokeFunction' });
  },
}, {
  id: 'template-automation-association',
  putIn: 'an automation document that rewrites a trust, and an association that runs it each day',
  effect: 'after each repair the stranger is back the next day',
  mutate: (t) => {
    serviceRole(t, 'AutomationRole', 'ssm.amazonaws.com', 'iam:UpdateAssumeRolePolicy', ADMIN_ARN);
    const step = {
      name: 'trust',
      action: 'aws:executeAwsApi',
      inputs: { Service: 'iam', Api: 'UpdateAssumeRolePolicy', RoleName: ADMIN_ROLE, PolicyDocument: JSON.stringify(policy(trusts({ AWS: STRANGER }))) },
    };
    const content = {
      schemaVersion: '0.3',
      assumeRole: '{{ AutomationAssumeRole }}',
      parameters: { AutomationAssumeRole: { type: 'AWS::IAM::Role::Arn' } },
      mainSteps: [step],
    };
    add(t, 'Security', 'Upkeep', 'AWS::SSM::Document', { DocumentType: 'Automation', Content: content });
    add(t, 'Security', 'UpkeepDaily', 'AWS::SSM::Association', {
      Name: { Ref: 'Upkeep' }, ScheduleExpression: 'rate(1 day)', Parameters: { AutomationAssumeRole: [arnOf('AutomationRole')] },
    });
  },
}, {
  id: 'template-config-remediation',
  putIn: 'a Config rule on roles and its automatic remediation, which detaches the policies of a role',
  effect: 'break-glass roles lose their permissions as soon as they are recorded',
  mutate: (t) => {
    serviceRole(t, 'RemediationRole', 'ssm.amazonaws.com', ['iam:DetachRolePolicy', 'iam:ListAttachedRolePolicies']);
    add(t, 'Security', 'NoRoles', 'AWS::Config::ConfigRule', {
      ConfigRuleName: 'no-roles',
      Scope: { ComplianceResourceTypes: ['AWS::IAM::Role'] },
      Source: { Owner: 'AWS', SourceIdentifier: 'IAM_POLICY_BLACKLISTED_CHECK' },
      InputParameters: { policyArns: `arn:aws:iam::111111111111:policy/bg/${ADMIN_ROLE}-permissions-1` },
    });
    add(t, 'Security', 'Remediation', 'AWS::Config::RemediationConfiguration', {
      ConfigRuleName: { Ref: 'NoRoles' },
      TargetType: 'SSM_DOCUMENT',
      TargetId: 'DetachRolePolicies',
      Automatic: true,
      MaximumAutomaticAttempts: 5,
      RetryAttemptSeconds: 60,
      Parameters: {
        RoleId: { ResourceValue: { Value: 'RESOURCE_ID' } },
        AutomationAssumeRole: { StaticValue: { Values: [arnOf('RemediationRole')] } },
      },
    });
  },
}]);
