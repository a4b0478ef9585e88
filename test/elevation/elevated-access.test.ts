import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AccessOptions, ACCOUNT, CONTAIN, CONTAIN_RULE, DIRECTORY, elevatedAccess, iamUser, IDENTITY_STORE, INSTANCE, mary, PEOPLE, REVIEW_RULE } from './support/fixture';
import { definitionsOf, resourcesIn } from './support/synthesized';
import { A_TOKEN, messageOf, NONE, tokenMinutes, tokenText } from '../identity/fixtures';
import { elevation, NotificationTarget, NotificationTopic } from 'cdk-break-glass';

const errorFor = (props: AccessOptions['props'] | (() => AccessOptions['props']), rules?: AccessOptions['rules']) => (
  messageOf(() => elevatedAccess({ props: typeof props === 'function' ? props() : props, rules })));
const directory = (props: Partial<elevation.IdentityCenterDirectoryProps>) => new elevation.IdentityCenterDirectory({
  instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: ACCOUNT, ...props,
});
const { stack } = elevatedAccess();
const template = Template.fromStack(stack);
const logicalIds = (of: Stack) => Object.keys(Template.fromStack(of).toJSON().Resources).filter((id) => !id.includes('Deployment')).sort();

describe('what is asked of its props', () => {
  test.each(['', 'ssoins-1234567890abcdef', `${INSTANCE}0`, INSTANCE.slice(0, -1), `${INSTANCE}\n`, CONTAIN, INSTANCE.replace(':::', '::111111111111:')])(
    'fails for the instance %j', (instanceArn) => {
      expect(errorFor(() => ({ identityCenter: directory({ instanceArn }) })))
        .toBe(`'instanceArn' must be the ARN of an Identity Center instance, got '${instanceArn}'; write it as 'arn:aws:sso:::instance/ssoins-1234567890abcdef'`);
    });

  test.each(['', '1234567890', 'd-123456789', 'd-12345678901', 'd-123456789G', 'D-1234567890', 'd-1234567890\n'])('fails for the identity store %j', (identityStoreId) => {
    expect(errorFor(() => ({ identityCenter: directory({ identityStoreId }) })))
      .toBe(`'identityStoreId' must be the id of an identity store, got '${identityStoreId}'; write it as 'd-1234567890'`);
  });

  test.each([undefined, null, 5, 'd-1234567890', {}, { instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE }])('fails for the directory %j from JavaScript', (identityCenter) => {
    expect(errorFor({ identityCenter: identityCenter as any })).toMatch(/^'identityCenter' of Elevation\/Access must be an IdentityCenterDirectory, got .*; write it as new IdentityCenterDirectory\(/);
  });

  test.each(['people', 'rules', 'notify'])('fails for %s that is no list', (prop) => {
    expect(errorFor({ [prop]: undefined, ...prop === 'rules' && { rules: undefined } } as any)).toMatch(new RegExp(`^'${prop}' of Elevation/Access must be a list, got undefined; give it$`));
  });

  test('takes tokens for both: they are made in other stacks', () => {
    expect(() => elevatedAccess({ props: { identityCenter: directory({ instanceArn: tokenText(), identityStoreId: tokenText() }) } })).not.toThrow();
  });

  test('fails for a permission set of another instance', () => {
    const other = 'arn:aws:sso:::instance/ssoins-fedcba0987654321';
    expect(errorFor(() => ({ identityCenter: directory({ instanceArn: other }) })))
      .toBe(`'instanceArn' must be the instance of rule 'contain', whose permission set is ${CONTAIN}, got '${other}'; give the permission set of this instance`);
  });

  test('fails without a target', () => {
    expect(errorFor({ notify: [] })).toBe(`'notify' must name at least one target, got ${NONE}; add NotificationTarget.topic of a NotificationTopic`);
  });

  test('fails for an auditor who isn\'t registered', () => {
    const eve = new elevation.Person('eve', { principals: [iamUser(`arn:aws:iam::${ACCOUNT}:user/eve`)] });
    expect(errorFor({ auditors: [mary, eve] })).toBe("'people' must hold all auditors, got 'all but eve'; add the person to 'people'");
  });

  test('fails without people and without rules', () => {
    expect(errorFor({ people: [], auditors: [] })).toMatch(/^'people' must hold every person that rule 'contain' names/);
    expect(errorFor({ rules: [] })).toMatch(/^'rules' must hold a rule/);
  });

  test.each([
    [Duration.seconds(59), "'reconcileInterval' must be at least 1 minute, got 59 seconds; once a minute is enough"],
    [Duration.seconds(90), "'reconcileInterval' must be whole minutes, got 1 minute 30 seconds; round it"],
    [Duration.minutes(61), "'reconcileInterval' must be at most 1 hour, got 1 hour 1 minute; an access without a grant would stay that long"],
    [tokenMinutes(), `'reconcileInterval' must be known at synthesis, got ${A_TOKEN}; give a Duration with a number`],
  ])('fails for a reconciler of every %s', (reconcileInterval, message) => {
    expect(errorFor({ reconcileInterval })).toBe(message);
  });

  test.each([[1, 'rate(1 minute)', 300], [5, 'rate(5 minutes)', 900], [60, 'rate(60 minutes)', 10800]])(
    'reconciles every %d minutes, and misses it after three times', (minutes, expression, period) => {
      const other = elevatedAccess({ props: { reconcileInterval: Duration.minutes(minutes) } }).stack;
      Template.fromStack(other).hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: expression, FlexibleTimeWindow: { Mode: 'OFF' }, State: Match.absent() });
      Template.fromStack(other).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ExecutionsSucceeded', Period: period });
    });
});

describe('what is kept', () => {
  test('the ledger is protected: against deletion, by recovery to any point, by its own key, and stays when the stack goes', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: Match.objectLike({ PointInTimeRecoveryEnabled: true }),
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
  });

  test('the key is rotated and stays', () => {
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, Description: 'Encrypts the ledger and the workflows of elevated access' },
    });
  });

  test('the key is used by the account, its logs and their delivery only', () => {
    const { KeyPolicy } = Object.values(resourcesIn(stack, 'AWS::KMS::Key')).find(({ Description }) => Description.includes('elevated access'));
    expect(KeyPolicy.Statement.map(({ Principal, Action }: any) => [Object.values(Principal).flat().join(), [Action].flat().join(' ')])).toEqual([
      [`arn:aws:iam::${ACCOUNT}:root`, 'kms:*'],
      ['logs.eu-central-1.amazonaws.com', 'kms:Encrypt* kms:Decrypt* kms:ReEncrypt* kms:GenerateDataKey* kms:Describe*'],
      ['delivery.logs.amazonaws.com', 'kms:Decrypt*'],
    ]);
    expect(KeyPolicy.Statement[1].Condition).toEqual({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-central-1:${ACCOUNT}:*` } });
  });

  test('an own key is used for everything, and no other is made', () => {
    const scope = new Stack(new App(), 'Keys', { env: { account: ACCOUNT, region: 'eu-central-1' } });
    const arn = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`;
    const other = elevatedAccess({ props: { encryptionKey: kms.Key.fromKeyArn(scope, 'Key', arn) } }).stack;
    expect(Object.keys(resourcesIn(other, 'AWS::KMS::Key'))).toEqual(['TopicKey']);
    expect(Object.values(resourcesIn(other, 'AWS::StepFunctions::StateMachine')).map(({ EncryptionConfiguration }) => EncryptionConfiguration.KmsKeyId))
      .toEqual(Array(7).fill(arn));
    expect([...new Set(Object.values(resourcesIn(other, 'AWS::Logs::LogGroup')).map(({ KmsKeyId }) => KmsKeyId))]).toEqual([arn]);
    expect(Object.values(resourcesIn(other, 'AWS::SQS::Queue')).map(({ KmsMasterKeyId }) => KmsMasterKeyId)).toEqual([arn]);
  });

  test('dead letters are encrypted, come by TLS alone, and stay for two weeks', () => {
    template.hasResource('AWS::SQS::Queue', { DeletionPolicy: 'RetainExceptOnCreate', Properties: { KmsMasterKeyId: Match.anyValue(), MessageRetentionPeriod: 1209600 } });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'sqs:*', Effect: 'Deny', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('the logs are encrypted, kept for a year, and stay', () => {
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'RetainExceptOnCreate', Properties: { KmsKeyId: Match.anyValue(), RetentionInDays: 365 } });
  });
});

describe('what is seen', () => {
  test('every step of every workflow is logged and traced, without its data, and encrypted by the key', () => {
    const machines = Object.values(resourcesIn(stack, 'AWS::StepFunctions::StateMachine'));
    expect(machines).toHaveLength(7);
    for (const { LoggingConfiguration, EncryptionConfiguration, TracingConfiguration } of machines) {
      expect(LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL', Destinations: [expect.anything()] });
      expect(EncryptionConfiguration).toMatchObject({ Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: expect.stringContaining(':key/') });
      expect(TracingConfiguration).toEqual({ Enabled: true });
    }
  });

  test('who answers at once keeps no history; who gives and takes does', () => {
    const types = Object.fromEntries(Object.entries(resourcesIn(stack, 'AWS::StepFunctions::StateMachine')).map(([name, { StateMachineType }]) => [name, StateMachineType]));
    expect(types).toEqual({ Submit: 'EXPRESS', Decide: 'EXPRESS', Read: 'EXPRESS', Life: 'STANDARD', End: 'STANDARD', Reconcile: 'STANDARD', FollowUp: 'STANDARD' });
  });

  test('the only outputs are the address of the API and the policy of its callers', () => {
    const outputs = Object.values<any>(template.toJSON().Outputs);
    expect(outputs.map(({ Value }) => JSON.stringify(Value).slice(0, 40))).toEqual([
      expect.stringMatching(/^\{"Fn::Join":\["",\["https:\/\//), expect.stringMatching(/^\{"Fn::Join":\["",\["\{\\"Version\\"/),
    ]);
    expect(JSON.stringify(outputs)).not.toMatch(/Key|Secret|Token|Password|Role/);
  });

  test('the template holds no parameter but the one of the bootstrap stack', () => {
    expect(Object.keys(template.toJSON().Parameters)).toEqual(['BootstrapVersion']);
  });
});

describe('logical ids', () => {
  const rules = { contain: CONTAIN_RULE, review: REVIEW_RULE };
  const build = (props: AccessOptions['props'], named: { readonly [name: string]: elevation.ElevationRuleProps } = rules) => elevatedAccess({ props, rules: named }).stack;

  test('another order of people and rules gives the same template', () => {
    const reordered = build({ people: [...PEOPLE].reverse() }, { review: REVIEW_RULE, contain: CONTAIN_RULE });
    expect(Template.fromStack(reordered).toJSON()).toEqual(Template.fromStack(build({})).toJSON());
  });

  test('another rule changes definitions and permissions, and no id', () => {
    const more = build({}, { ...rules, another: { ...CONTAIN_RULE, accounts: ['444444444444'] } });
    expect(logicalIds(more)).toEqual(logicalIds(stack));
    expect(JSON.stringify(definitionsOf(more).Submit)).toContain('another');
  });

  test('another person changes no id either, and no role', () => {
    const eve = new elevation.Person('eve', { principals: [iamUser(`arn:aws:iam::${ACCOUNT}:user/eve`)] });
    const more = build({ people: [...PEOPLE, eve] });
    expect(logicalIds(more)).toEqual(logicalIds(stack));
    expect(resourcesIn(more, 'AWS::IAM::Policy')).toEqual(resourcesIn(stack, 'AWS::IAM::Policy'));
  });

  test('what holds data or is known to others keeps its id and its name', () => {
    expect(template.toJSON().Resources).toMatchObject({
      AccessApi423AD038: { Type: 'AWS::ApiGateway::RestApi' },
      AccessBus0F68B61C: { Type: 'AWS::Events::EventBus' },
      AccessDeadLetters4E0BAE5D: { Type: 'AWS::SQS::Queue' },
      AccessKey53E5010D: { Type: 'AWS::KMS::Key' },
      AccessLedgerTable7FBF1A79: { Type: 'AWS::DynamoDB::Table' },
      AccessLogsD65F7F4F: { Type: 'AWS::Logs::LogGroup' },
      AccessSchedules4D18811A: { Type: 'AWS::Scheduler::ScheduleGroup' },
    });
  });

  test('two of them in one stack have names of their own', () => {
    const other = elevatedAccess().stack;
    new elevation.ElevatedAccess(other, 'Second', {
      people: PEOPLE,
      rules: [new elevation.ElevationRule('contain', CONTAIN_RULE)],
      identityCenter: DIRECTORY,
      notify: [NotificationTarget.topic(new NotificationTopic(other, 'SecondTopic', { name: 'SECOND' }).topic)],
    });
    const named = Object.values<any>(Template.fromStack(other).toJSON().Resources)
      .flatMap(({ Type, Properties = {} }) => [Properties.Name, Properties.AlarmName, Properties.QueueName].filter((name) => typeof name === 'string').map((name) => `${Type} ${name}`))
      .filter((name) => !name.startsWith('AWS::ApiGateway::RestApi '));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  });
});
