/** What an app may do beside elevated access and with it, and what the differences of the rest are told as. */
import { App, Duration, Stack, Tags } from 'aws-cdk-lib';
import { BasePathMapping, DomainName, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ManagedPolicy, PermissionsBoundary, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnPermissionSet } from 'aws-cdk-lib/aws-sso';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { elevation, NotificationTarget, NotificationTopic, Phase, Playbook } from '../../../src';
import { ClaimResult, CLAIMS, prove, readAssembly, SynthesizedStack } from '../../../src/claims/internal';
import { changeDefinition, find, properties } from '../back-doors/helpers';
import { smallOrganization } from '../fixture';
import { Templates } from '../mutations';

const ASKED = CLAIMS.filter(({ id }) => id.startsWith('elevation-'));
const wrong = (results: readonly ClaimResult[]) => results.flatMap(({ id, counterExamples }) => counterExamples.map(({ subject, text, because }) => `${id}: ${subject} ${text}: ${because}`));

const ACCOUNT = '111111111111';
const STORE = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-00000000000';

interface Given {
  readonly context?: { readonly [flag: string]: unknown };
  readonly props?: (stack: Stack) => Partial<elevation.ElevatedAccessProps>;
  readonly beside?: (stack: Stack, access: elevation.ElevatedAccess, props: elevation.ElevatedAccessProps) => void;
  readonly agnostic?: boolean;
}

/** The answers about an app with elevated access. */
function answers({ context, props, beside, agnostic }: Given): string[] {
  const app = new App({ analyticsReporting: false, context });
  const stack = new Stack(app, 'Elevation', agnostic ? {} : { env: { account: ACCOUNT, region: 'eu-central-1' } });
  const directory = new elevation.IdentityCenterDirectory({
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: ACCOUNT,
  });
  const [jane, john, ann] = ['jane', 'john', 'ann'].map((name, index) => directory.person(name, `${STORE}${index}`, {
    iamUser: User.fromUserArn(stack, name, `arn:aws:iam::${ACCOUNT}:user/${name}`),
  }));
  const machine = (id: string) => new StateMachine(stack, id, { definitionBody: DefinitionBody.fromChainable(new Pass(stack, `${id} pass`)) });
  const { ElevationTarget: target, ElevationRule: Rule, RequiredField } = elevation;
  const who = { requesters: [jane], approvers: [john, ann] };
  const given: elevation.ElevatedAccessProps = {
    people: [jane, john, ann],
    identityCenter: directory,
    notify: [NotificationTarget.topic(new NotificationTopic(stack, 'Topic').topic)],
    auditors: [ann],
    rules: [
      new Rule('assign', {
        ...who,
        target: target.permissionSetArn('arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef', 'Assign', { sessionRevocation: true }),
        organizationalUnits: ['ou-abcd-12345678'],
        approverGroups: [`${STORE}7`],
        requesterGroups: [`${STORE}8`],
        quorum: 2,
        requiredFields: [RequiredField.justification(), RequiredField.incident('INC-([0-9]{4}|x)')],
        bypassers: [ann],
      }),
      new Rule('member', { ...who, target: target.groupMembership(`${STORE}9`, 'Group (with) $p = 1 ? "x"') }),
      new Rule('session', { ...who, target: target.scopedSession(new elevation.ElevationSessionRole(stack, 'Session', { playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT })) }),
      new Rule('custom', { ...who, target: target.custom('database', { title: 'Database', grant: machine('Grant'), revoke: machine('Revoke') }) }),
      new Rule('remote', {
        ...who,
        target: target.custom('remote', {
          title: 'Remote',
          grant: StateMachine.fromStateMachineArn(stack, 'G', `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:grant`),
          revoke: StateMachine.fromStateMachineArn(stack, 'R', `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:revoke`),
        }),
      }),
    ],
    ...props?.(stack),
  };
  const access = new elevation.ElevatedAccess(stack, 'Elevation', given);
  beside?.(stack, access, given);
  return wrong(prove(readAssembly(app.synth().directory), { claims: ASKED }));
}

/** The answers about the fixture after a change of its templates. */
function changed(change: (templates: Templates) => void): string[] {
  const stacks: SynthesizedStack[] = smallOrganization();
  change(new Templates(stacks));
  return wrong(prove(stacks, { claims: ASKED }));
}

const MACHINE = 'AWS::StepFunctions::StateMachine';
const decide = (t: Templates) => properties(t, 'Elevation', 'ElevationDecide', MACHINE);
const policyOf = (t: Templates, prefix: string) => properties(t, 'Elevation', prefix, 'AWS::IAM::Policy').PolicyDocument;

describe('elevated access holds', () => {
  test.each<[string, Given]>([
    ['with all kinds of access', {}],
    ['with all settings', {
      props: () => ({
        archiveRetention: Duration.days(365), ledgerRetention: Duration.days(120), reconcileInterval: Duration.minutes(1), securityHub: true, sessionRevocationPolicyId: 'p-examplepolicyid111',
      }),
    }],
    ['without reviews', { props: () => ({ reviewItems: false }) }],
    ['in a stack for any account', { agnostic: true }],
    ['with the permission set of its callers', { props: () => ({ callerPermissionSet: true }) }],
    ['with the permission set of its callers, in a stack for any account', { agnostic: true, props: () => ({ callerPermissionSet: true }) }],
    ['with a permission set of the callers that the app makes of a part of the calls', {
      beside: (stack, access) => {
        new CfnPermissionSet(stack, 'Callers', {
          instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
          name: 'Elevation',
          inlinePolicy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:eu-central-1:${ACCOUNT}:${access.apiId}/v1/GET/requests/*` } },
        });
      },
    }],
    ['with merged statements and literal partitions', { context: { '@aws-cdk/aws-iam:minimizePolicies': true, '@aws-cdk/core:enablePartitionLiterals': true } }],
    ['with a key of the app\'s own', { props: (stack) => ({ encryptionKey: new Key(stack, 'OwnKey') }) }],
    ['with a key of another app', { props: (stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'OwnKey', `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`) }) }],
    ['with tags and a boundary of the organization', {
      beside: (stack) => {
        Tags.of(stack).add('cost', 'security');
        PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'organization'));
      },
    }],
    ['beside another one in its stack', {
      beside: (stack, _, { rules, ...props }) => { new elevation.ElevatedAccess(stack, 'Other', { ...props, rules: rules.slice(1, 2), auditors: [], reconcileInterval: Duration.minutes(30) }); },
    }],
    ['with a custom domain, a role that calls it and a function that knows a role', {
      beside: (stack, access) => {
        const domain = new DomainName(stack, 'Domain', { domainName: 'elevation.example.com', certificate: Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-central-1:${ACCOUNT}:certificate/x`) });
        new BasePathMapping(stack, 'Mapping', { domainName: domain, restApi: RestApi.fromRestApiId(stack, 'Imported', access.apiId) });
        const role = new Role(stack, 'Portal', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
        access.grantCall(role);
        access.ledgerTable.grantReadData(role);
        new LambdaFunction(stack, 'Function', {
          role, runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => 1'), environment: { BROKER_ROLE: `arn:aws:iam::${ACCOUNT}:role/elevation/elevation-broker` },
        });
      },
    }],
  ])('%s', (_, one) => {
    expect(answers(one)).toEqual([]);
  });

  test('with another comment of a workflow and of a state', () => {
    expect(changed((t) => changeDefinition(decide(t), (definition) => {
      definition.Comment = 'says nothing';
      definition.States['Read the request'].Comment = 'says nothing either';
    }))).toEqual([]);
  });

  test('with its statements divided and in another order', () => {
    expect(changed((t) => {
      const document = policyOf(t, 'ElevationLifeRoleDefaultPolicy');
      document.Statement = document.Statement.reverse()
        .flatMap((statement: any) => [statement.Action].flat().map((Action: string) => ({ ...statement, Action })));
    })).toEqual([]);
  });

  test('with its numbers and booleans as texts', () => {
    expect(changed((t) => {
      const { Target } = properties(t, 'Elevation', 'ElevationReconciler', 'AWS::Scheduler::Schedule');
      Target.RetryPolicy.MaximumRetryAttempts = '2';
      properties(t, 'Elevation', 'ElevationKey', 'AWS::KMS::Key').EnableKeyRotation = 'true';
    })).toEqual([]);
  });
});

describe('a difference is told with its place', () => {
  test('in a state', () => {
    expect(changed((t) => changeDefinition(decide(t), ({ States }) => { States['Which action?'].Default = 'Record the bypass'; }))).toEqual([
      expect.stringMatching(/^elevation-workflows-as-written: Elevation\S* is the workflow 'decide' that the library writes: States\.Which action\?\.Default is Record the bypass: the library writes Start the end$/),
    ]);
  });

  test('in a role', () => {
    expect(changed((t) => { policyOf(t, 'ElevationReadRoleDefaultPolicy').Statement.push({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }); })).toEqual([
      expect.stringMatching(/^elevation-permissions-as-written: \S*ReadRole\S* allows what the library writes, and nothing more: the library doesn't write: Allow sqs:\* on \*$/),
    ]);
  });

  test('in a workflow that can\'t be read', () => {
    const found = changed((t) => { decide(t).DefinitionString = 'no JSON'; });
    expect(found).toContainEqual(expect.stringMatching(/^elevation-workflows-as-written: .*: no workflow 'decide' can be read from a DefinitionString$/));
  });

  test('in a second workflow of a kind', () => {
    const found = changed((t) => { t.stack('Elevation').Resources.Twin = JSON.parse(JSON.stringify(find(t, 'Elevation', 'ElevationDecide', MACHINE).resource)); });
    expect(found).toContainEqual(expect.stringMatching(/^elevation-workflows-as-written: .*Twin is a second workflow 'decide'|ElevationDecide\S* is a second workflow 'decide'/));
  });

  test('in rules that the library refuses', () => {
    const found = changed((t) => { properties(t, 'Elevation', 'ElevationArchiveBucket', 'AWS::S3::Bucket').ObjectLockConfiguration.Rule.DefaultRetention = { Mode: 'COMPLIANCE', Years: 1 }; });
    expect(found.filter((one) => one.startsWith('elevation-resources-as-written'))).not.toEqual([]);
  });
});

test('the seal of a role asks for what its trust asks for', () => {
  const found = changed((t) => {
    for (const name of ['Life', 'End']) {
      changeDefinition(properties(t, 'Elevation', `Elevation${name}`, MACHINE), (definition) => {
        definition.States = JSON.parse(JSON.stringify(definition.States).replace(/(\\"conditions\\":\{)\\"Bool\\":\{[^}]*\},?/g, '$1').replace(/(\\\\\\"conditions\\\\\\":\{)\\\\\\"Bool\\\\\\":\{[^}]*\},?/g, '$1'));
      });
    }
  });
  expect(found).toEqual([expect.stringMatching(/^elevation-rules-as-written: .* is opened by a workflow under the conditions of its own trust policy: would be opened under /)]);
});

test('a session policy ends the session', () => {
  const found = changed((t) => changeDefinition(properties(t, 'Elevation', 'ElevationIssue', MACHINE), (definition) => {
    definition.States = JSON.parse(JSON.stringify(definition.States).replace(/DateGreaterThan/g, 'DateLessThan'));
  }));
  expect(found).toContainEqual(expect.stringMatching(/^elevation-rules-as-written: .* ends the sessions of 'investigate' with their access: its session policy has no deny after the end$/));
});
