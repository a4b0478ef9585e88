import {
  add, allow, arnOf, definitions, find, listed, passwordDenies, policy, properties, ref, rewrite, role, SECURITY_ROOT, statement, STRANGER,
  STRANGER_ACCOUNT, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';

const HELPDESK = 'arn:aws:iam::111111111111:role/Helpdesk';
const PRINCIPAL = 'aws:PrincipalArn';

/** Somebody else in the trusts of elevated access, and among the readers of a first password. */
export const TRUST_ELSEWHERE: readonly BackDoor[] = ofKind('trust', [{
  id: 'trust-session-role-pattern',
  putIn: 'an ARN pattern beside the broker, of those that may assume the session role',
  effect: 'each pipeline role issues itself sessions, with tags of its choice and without a request',
  mutate: (t) => {
    for (const { Condition } of t.trust('Session').Statement) {
      Condition.ArnEquals[PRINCIPAL] = [Condition.ArnEquals[PRINCIPAL], 'arn:aws:iam::111111111111:role/ci-*'];
    }
  },
}, {
  id: 'trust-session-role-any-broker',
  putIn: 'a wildcard as the account, in principal and condition of the session role',
  effect: 'a role of the broker\'s name and path in the attacker\'s account issues sessions',
  mutate: (t) => {
    for (const granted of t.trust('Session').Statement) {
      granted.Principal = { AWS: '*' };
      granted.Condition.ArnEquals[PRINCIPAL] = 'arn:aws:iam::*:role/elevation/elevation-broker';
    }
  },
}, {
  id: 'trust-broker-function',
  putIn: 'Lambda beside Step Functions as principal of the broker',
  effect: 'who may pass the role to a function issues sessions with code of its own',
  mutate: (t) => {
    const [granted] = t.trust('ElevationBroker').Statement;
    granted.Principal.Service = ['states.amazonaws.com', 'lambda.amazonaws.com'];
    delete granted.Condition;
  },
}, {
  id: 'trust-revoker-external-id',
  putIn: 'a foreign role with an external id as principal of the revoker',
  effect: 'a stranger rewrites the trust of the sealed role, which the revoker may do',
  mutate: (t) => { t.trust('ElevationRevoker').Statement.push(trusts({ AWS: STRANGER }, { StringEquals: { 'sts:ExternalId': 'support' } })); },
}, {
  id: 'trust-life-role-by-tag',
  putIn: 'principals of the account with a tag as principals of the role that grants access',
  effect: 'who can tag itself assigns permission sets without a request',
  mutate: (t) => {
    t.trust('ElevationLifeRole').Statement.push(trusts({ AWS: SECURITY_ROOT }, { StringEquals: { 'aws:PrincipalTag/team': 'platform' } }));
  },
}, {
  id: 'trust-session-revoker-any-account',
  putIn: 'a second account, and a wildcard as account of the revoker, in the trust that ends sessions in the workload account',
  effect: 'a stranger takes the denies of ended sessions out again',
  mutate: (t) => {
    const [granted] = t.trust('Revocation').Statement;
    granted.Principal.AWS = [granted.Principal.AWS, `arn:aws:iam::${STRANGER_ACCOUNT}:root`];
    granted.Condition.ArnEquals[PRINCIPAL] = 'arn:aws:iam::*:role/elevation/elevation-revoker';
  },
}, {
  id: 'trust-api-role-of-everybody',
  putIn: 'the account\'s users as principals of the role by which the API runs its workflows',
  effect: 'a user starts the decision workflow itself, and writes into its input who it is',
  mutate: (t) => { t.trust('ElevationApiRole').Statement.push(trusts({ AWS: SECURITY_ROOT })); },
}, {
  id: 'trust-scheduler-role-by-states',
  putIn: 'Step Functions beside Scheduler as principal of the role that starts ends',
  effect: 'a workflow of anybody who may pass the role deletes the denies of a role\'s ended sessions',
  mutate: (t) => { t.trust('ElevationSchedulerRole').Statement.push(trusts({ Service: 'states.amazonaws.com' })); },
}, {
  id: 'trust-person-alias',
  putIn: 'a second IAM user as an identity of the approver, in the workflows\' register of people',
  effect: 'another user approves as john, and no rule mentions it',
  mutate: (t) => {
    const john = (name: string) => `\\"arn:aws:iam::111111111111:user/${name}\\":\\"john\\"`;
    for (const workflow of definitions(t).filter(({ DefinitionString }) => JSON.stringify(DefinitionString).includes('user/bg/john.doe'))) {
      rewrite(workflow, 'DefinitionString', john('bg/john.doe-BREAK-GLASS'), `${john('bg/john.doe-BREAK-GLASS')},${john('contractor')}`);
    }
  },
}, {
  id: 'trust-caller-by-header',
  putIn: 'a header that, if it is there, is the caller of an approval',
  effect: 'everybody who may call the API approves as anybody',
  mutate: (t) => {
    const header = "$input.params('X-Forwarded-Caller')";
    const before = '$util.urlEncode($context.identity.userArn)';
    const method = properties(t, 'Elevation', 'ElevationApirequestsidapprovePOST', 'AWS::ApiGateway::Method');
    rewrite(method.Integration, 'RequestTemplates', before, `#if(${header} != '')$util.urlEncode(${header})#else${before}#end`);
  },
}, {
  id: 'trust-event-bus-of-everybody',
  putIn: 'a policy of the bus by which each account may put events',
  effect: 'a stranger announces grants and ends that never happened',
  mutate: (t) => {
    const bus = find(t, 'Elevation', 'ElevationBus', 'AWS::Events::EventBus').id;
    add(t, 'Elevation', 'BusPolicy', 'AWS::Events::EventBusPolicy', {
      EventBusName: ref(bus),
      StatementId: 'partners',
      Statement: { Sid: 'partners', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: arnOf(bus) },
    });
  },
}, {
  id: 'trust-ledger-writer',
  putIn: 'a resource policy of the ledger for a reporting job, and the use of its key',
  effect: 'the job writes approvals into the ledger and deletes entries',
  mutate: (t) => {
    const job = { AWS: 'arn:aws:iam::111111111111:role/ReportingJob' };
    properties(t, 'Elevation', 'ElevationLedgerTable', 'AWS::DynamoDB::Table').ResourcePolicy = {
      PolicyDocument: policy({ ...trusts(job, undefined, ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']), Resource: '*' }),
    };
    properties(t, 'Elevation', 'ElevationKey', 'AWS::KMS::Key').KeyPolicy.Statement
      .push({ ...trusts(job, undefined, ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey']), Resource: '*' });
  },
}, {
  id: 'trust-dead-letters-reader',
  putIn: 'a foreign account as reader of the dead-letter queue, and of its key',
  effect: 'a stranger takes failed ends out of the queue before the alarm counts them',
  mutate: (t) => {
    const queue = find(t, 'Elevation', 'ElevationDeadLetters', 'AWS::SQS::Queue').id;
    properties(t, 'Elevation', 'ElevationDeadLettersPolicy', 'AWS::SQS::QueuePolicy').PolicyDocument.Statement
      .push({ ...trusts({ AWS: STRANGER }, undefined, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue']), Resource: arnOf(queue) });
    properties(t, 'Elevation', 'ElevationKey', 'AWS::KMS::Key').KeyPolicy.Statement
      .push({ ...trusts({ AWS: STRANGER }, undefined, 'kms:Decrypt'), Resource: '*' });
  },
}, {
  id: 'trust-custodian-pattern',
  putIn: 'an ARN pattern for custodians in the denies of a secret and its key',
  effect: 'a role whose name begins with "Custodian", made by anybody, reads the first password',
  mutate: (t) => {
    for (const deny of passwordDenies(t, 'New')) { deny.Condition.ArnNotEquals[PRINCIPAL].push('arn:aws:iam::111111111111:role/Custodian*'); }
  },
}, {
  id: 'trust-password-deny-lifted-by-tag',
  putIn: 'a condition on a principal tag in the denies of a secret and its key',
  effect: 'principals with the tag are not denied, and administrators can read the first password',
  mutate: (t) => {
    for (const deny of passwordDenies(t, 'Jane')) { deny.Condition.StringNotEquals = { 'aws:PrincipalTag/purpose': 'backup' }; }
  },
}, {
  id: 'trust-password-deny-until-date',
  putIn: 'an end date in the denies of a secret and its key',
  effect: 'after the date each administrator reads the first password',
  mutate: (t) => {
    for (const deny of passwordDenies(t, 'New')) { deny.Condition.DateLessThan = { 'aws:CurrentTime': '2027-01-01T00:00:00Z' }; }
  },
}, {
  id: 'trust-password-not-principal',
  putIn: 'NotPrincipal with one more user, instead of the condition, in the deny of a secret; and the user in that of its key',
  effect: 'a user of the account reads the first password',
  mutate: (t) => {
    const [secret, key] = passwordDenies(t, 'Jane');
    const user = 'arn:aws:iam::111111111111:user/night-shift';
    secret.NotPrincipal = { AWS: [SECURITY_ROOT, ...listed(secret.Condition.ArnNotEquals[PRINCIPAL]), user] };
    delete secret.Principal;
    delete secret.Condition;
    key.Condition.ArnNotEquals[PRINCIPAL].push(user);
  },
}, {
  id: 'trust-password-writer',
  putIn: 'a helpdesk role among those that may change the secret, and use its key',
  effect: 'the role sets a first password of its choice for the next deployment to use',
  mutate: (t) => {
    const { ResourcePolicy } = t.resource('NewPasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties;
    const deny = statement(ResourcePolicy, 'DenyChangeToOthers');
    deny.Condition.ArnNotEquals[PRINCIPAL] = [deny.Condition.ArnNotEquals[PRINCIPAL], HELPDESK];
    passwordDenies(t, 'New')[1].Condition.ArnNotEquals[PRINCIPAL].push(HELPDESK);
    ResourcePolicy.Statement.push({ ...trusts({ AWS: HELPDESK }, undefined, ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecret']), Resource: '*' });
  },
}, {
  id: 'trust-foreign-custodian',
  putIn: 'a role of another account as third custodian, everywhere custodians are named',
  effect: 'a stranger reads the first password',
  mutate: (t) => {
    const secret = t.resource('JanePasswordPolicy', 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy;
    const key = t.resource('JanePasswordKey', 'AWS::KMS::Key').Properties.KeyPolicy;
    for (const deny of passwordDenies(t, 'Jane')) { deny.Condition.ArnNotEquals[PRINCIPAL].push(STRANGER); }
    for (const document of [secret, key]) { statement(document, 'AllowCustodians').Principal.AWS.push(STRANGER); }
  },
}, {
  id: 'trust-revoker-issues-sessions',
  putIn: 'a permission of the revoker to assume the session role, and the revoker in its trust',
  effect: 'the workflow that may only end access can begin it',
  mutate: (t) => {
    for (const { Condition } of t.trust('Session').Statement) {
      Condition.ArnEquals[PRINCIPAL] = [Condition.ArnEquals[PRINCIPAL], 'arn:aws:iam::111111111111:role/elevation/elevation-revoker'];
    }
    role(t, 'Elevation', 'ElevationRevoker').Policies = [{
      PolicyName: 'issue',
      PolicyDocument: policy(allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], 'arn:aws:iam::111111111111:role/elevation/*')),
    }];
  },
}]);
