import { addCondition, boundaryDeny, find, passwordDenies, properties, role, statement, STRANGER_ACCOUNT } from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const topicStatement = (templates: Templates, stack: 'Security' | 'Workload', sid: string) =>
  statement(properties(templates, stack, 'TopicPolicy', 'AWS::SNS::TopicPolicy').PolicyDocument, sid);
/** What the role of a construct's rules may do: publish, and use the topic's key. */
const rulePolicy = (templates: Templates, stack: 'Security' | 'Workload', prefix: string) =>
  role(templates, stack, `${prefix}ToTopicRole`).Policies[0].PolicyDocument.Statement;
const inlineDeny = (templates: Templates, stack: 'Security' | 'Elevation', set: string, sid: string) =>
  statement(properties(templates, stack, set, 'AWS::SSO::PermissionSet').InlinePolicy, sid);

/** Policies that are right for the usual sample request. */
export const NARROWED_POLICIES: readonly BackDoor[] = ofKind('narrowed', [{
  id: 'narrowed-topic-to-one-alarm',
  putIn: 'the name of one alarm instead of the prefix of all, in the topic\'s policy',
  effect: 'the topic refuses the messages of all other alarms',
  mutate: (t) => {
    topicStatement(t, 'Security', 'AllowAlarms').Condition.ArnLike['aws:SourceArn'] = 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:BREAK-GLASS-*-Use';
  },
}, {
  id: 'narrowed-topic-to-other-account',
  putIn: 'another account as the source of alarms, in the topic\'s policy',
  effect: 'the topic refuses the messages of all alarms',
  mutate: (t) => { topicStatement(t, 'Workload', 'AllowAlarms').Condition.StringEquals['aws:SourceAccount'] = STRANGER_ACCOUNT; },
}, {
  id: 'narrowed-rule-role-to-source',
  putIn: 'the ARN of one rule in the trust of the role with which rules publish',
  effect: 'the other rules of the construct can\'t assume the role, and their messages are lost',
  mutate: (t) => {
    const only = 'arn:aws:events:us-east-1:222222222222:rule/BREAK-GLASS-*-Use-1';
    addCondition(role(t, 'Workload', 'RulesToTopicRole').AssumeRolePolicyDocument.Statement[0], 'ArnLike', 'aws:SourceArn', only);
  },
}, {
  id: 'narrowed-rule-role-until-date',
  putIn: 'an end date in what the role of rules may do with the topic',
  effect: 'after the date no rule reaches anybody',
  mutate: (t) => { addCondition(rulePolicy(t, 'Security', 'AlarmRules')[0], 'DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z'); },
}, {
  id: 'narrowed-topic-until-date',
  putIn: 'an end date in what lets alarms publish',
  effect: 'after the date alarms reach nobody',
  mutate: (t) => { addCondition(topicStatement(t, 'Security', 'AllowAlarms'), 'DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z'); },
}, {
  id: 'narrowed-topic-key-to-other-topic',
  putIn: 'another topic in the encryption context of the key\'s policy',
  effect: 'alarms can\'t encrypt their messages for this topic, and they are lost',
  mutate: (t) => {
    const key = properties(t, 'Security', 'TopicKey', 'AWS::KMS::Key').KeyPolicy;
    for (const granted of key.Statement.filter((each: any) => each.Principal.Service === 'cloudwatch.amazonaws.com')) {
      granted.Condition.StringLike['kms:EncryptionContext:aws:sns:topicArn'] = 'arn:aws:sns:us-east-1:111111111111:BREAK-GLASS-DRILL*';
    }
  },
}, {
  id: 'narrowed-topic-key-to-decrypt',
  putIn: 'kms:Decrypt alone as what the role of rules may do with the topic\'s key',
  effect: 'rules can\'t encrypt their messages, and they are lost',
  mutate: (t) => { rulePolicy(t, 'Workload', 'Rules')[1].Action = 'kms:Decrypt'; },
}, {
  id: 'narrowed-topic-key-to-administrators',
  putIn: 'the administrator\'s role instead of the account, in the policy of the topic\'s key',
  effect: 'IAM policies of the account say nothing about the key any more: the roles of rules can\'t use it, and their messages are lost',
  mutate: (t) => {
    const key = properties(t, 'Workload', 'TopicKey', 'AWS::KMS::Key').KeyPolicy;
    key.Statement.find((each: any) => each.Action === 'kms:*').Principal = { AWS: 'arn:aws:iam::222222222222:role/KeyAdministrator' };
  },
}, {
  id: 'narrowed-deny-to-sample-user',
  putIn: 'one user instead of all break-glass users, in the deny that protects break-glass',
  effect: 'responders lock out the other break-glass users with AWSDenyAll',
  mutate: (t) => {
    const deny = boundaryDeny(t, 'Responder', 'DenyBreakGlassChanges');
    deny.Resource = deny.Resource.map((each: any) => JSON.stringify(each).includes(':user/') ? 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS' : each);
  },
}, {
  id: 'narrowed-deny-to-own-role',
  putIn: 'the admin role instead of all break-glass roles, in the deny that protects break-glass',
  effect: 'the admin takes their permissions from all other break-glass roles with AWSDenyAll',
  mutate: (t) => {
    const deny = boundaryDeny(t, 'Admin', 'DenyBreakGlassChanges');
    deny.Resource = deny.Resource.map((each: any) => JSON.stringify(each).includes(':role/') ? 'arn:aws:iam::111111111111:role/bg/BREAK-GLASS-BREAK_GLASS_ADMIN-*' : each);
  },
}, {
  id: 'narrowed-deny-to-principal',
  putIn: 'the admin role as principal, in the main deny of its boundary',
  effect: 'roles that the admin makes carry the boundary, and are other principals: nothing is denied to them',
  mutate: (t) => {
    const admin = 'arn:aws:iam::111111111111:role/bg/BREAK-GLASS-BREAK_GLASS_ADMIN-CREDENTIAL_COMPROMISE';
    addCondition(boundaryDeny(t, 'Admin', 'DenyBeyondPlaybook'), 'ArnEquals', 'aws:PrincipalArn', admin);
  },
}, {
  id: 'narrowed-deny-to-sample-role',
  putIn: 'one role instead of all roles outside the repair path, in the deny of foreign trusts',
  effect: 'a role that the admin makes rewrites the trust of all roles but "Administrator"',
  mutate: (t) => {
    const deny = boundaryDeny(t, 'Admin', 'DenyForeignTrust');
    delete deny.NotResource;
    deny.Resource = 'arn:aws:iam::111111111111:role/Administrator';
  },
}, {
  id: 'narrowed-deny-to-sample-policy',
  putIn: 'AdministratorAccess as the policy that must not be attached, instead of all but the quarantine',
  effect: 'a role that the admin makes attaches each other policy to users, such as IAMFullAccess',
  mutate: (t) => {
    boundaryDeny(t, 'Admin', 'DenyOtherUserPolicies').Condition = { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' } };
  },
}, {
  id: 'narrowed-deny-to-same-account',
  putIn: 'the account of the resource, in the deny that protects break-glass, as another one',
  effect: 'in this account the deny doesn\'t apply',
  mutate: (t) => { addCondition(boundaryDeny(t, 'Sealed', 'DenyBreakGlassChanges'), 'StringEquals', 'aws:ResourceAccount', '999999999999'); },
}, {
  id: 'narrowed-region-list-longer',
  putIn: 'two more Regions among those in which the forensics role works',
  effect: 'sessions copy snapshots to Regions that nobody watches',
  mutate: (t) => {
    boundaryDeny(t, 'Forensics', 'DenyOtherRegions').Condition.StringNotEquals['aws:RequestedRegion'] = ['us-east-1', 'eu-south-2', 'me-central-1'];
  },
}, {
  id: 'narrowed-addresses-in-halves',
  putIn: 'both halves of the address space among the addresses of the forensics role',
  effect: 'a session works from everywhere',
  mutate: (t) => {
    const { Condition } = boundaryDeny(t, 'Forensics', 'DenyOtherAddresses');
    Condition.NotIpAddress['aws:SourceIp'] = ['192.0.2.0/24', '0.0.0.0/1', '128.0.0.0/1'];
  },
}, {
  id: 'narrowed-password-deny-to-version',
  putIn: 'the current version, and calls without a service, in the denies of a secret and its key',
  effect: 'a call that names no version stage reads the password: the deny doesn\'t apply without the key',
  mutate: (t) => {
    const [secret, key] = passwordDenies(t, 'New');
    addCondition(secret, 'StringEquals', 'secretsmanager:VersionStage', 'AWSCURRENT');
    addCondition(key, 'Bool', 'aws:ViaAWSService', 'false');
  },
}, {
  id: 'narrowed-password-deny-to-one-action',
  putIn: 'the batch call instead of the single one in the deny of a secret, and re-encryption alone in that of its key',
  effect: 'each administrator reads the password by the ordinary call',
  mutate: (t) => {
    const [secret, key] = passwordDenies(t, 'Jane');
    secret.Action = 'secretsmanager:BatchGetSecretValue';
    key.Action = ['kms:CreateGrant', 'kms:ReEncryptFrom'];
  },
}, {
  id: 'narrowed-permission-set-deny-to-account',
  putIn: 'one account instead of all, in the deny of a permission set that protects break-glass',
  effect: 'in all other accounts containment sessions lock out break-glass principals',
  mutate: (t) => {
    const deny = inlineDeny(t, 'Security', 'Contain', 'DenyBreakGlass');
    deny.Resource = deny.Resource.map((each: string) => each.replace('iam::*:', 'iam::999999999999:'));
  },
}, {
  id: 'narrowed-permission-set-deny-to-one-role',
  putIn: 'the broker instead of all of elevated access, in the deny of a permission set',
  effect: 'a containment session puts AWSDenyAll on the role that ends sessions, so that none can be ended',
  mutate: (t) => { inlineDeny(t, 'Security', 'Contain', 'DenyElevation').Resource = ['arn:*:iam::*:role/elevation/elevation-broker']; },
}, {
  id: 'narrowed-permission-set-deny-to-partition',
  putIn: 'another partition in the deny of a permission set that protects elevated access',
  effect: 'in this partition recovery sessions change the roles of elevated access',
  mutate: (t) => {
    const deny = inlineDeny(t, 'Elevation', 'Recover', 'DenyElevation');
    deny.Resource = deny.Resource.map((each: string) => each.replace('arn:*:', 'arn:aws-us-gov:'));
  },
}, {
  id: 'narrowed-log-policy-of-measures',
  putIn: 'another rule as the one that may write the log of steps',
  effect: 'no step is written, and the measures show that nothing happens',
  mutate: (t) => {
    const document = properties(t, 'Elevation', 'ElevationMeasuresFromEvents', 'AWS::Logs::ResourcePolicy');
    const other = find(t, 'Elevation', 'ElevationAlarmsSteps', 'AWS::Events::Rule').id;
    const parts: any[] = document.PolicyDocument['Fn::Join'][1];
    document.PolicyDocument['Fn::Join'][1] = parts.map((part) => part['Fn::GetAtt']?.[0].startsWith('ElevationMeasuresToLog') ? { 'Fn::GetAtt': [other, 'Arn'] } : part);
  },
}, {
  id: 'narrowed-log-policy-to-streams',
  putIn: 'the right to make streams alone, in the policy of the log of steps',
  effect: 'no step is written, and the measures show that nothing happens',
  mutate: (t) => {
    const document = properties(t, 'Elevation', 'ElevationMeasuresFromEvents', 'AWS::Logs::ResourcePolicy');
    const parts: any[] = document.PolicyDocument['Fn::Join'][1];
    document.PolicyDocument['Fn::Join'][1] = parts.map((part) => (typeof part === 'string' ? part.replace('logs:PutLogEvents', 'logs:CreateLogStream') : part));
  },
}, {
  id: 'narrowed-dead-letters-to-user-agent',
  putIn: 'a deny in the dead-letter queue\'s policy for all senders but one user agent',
  effect: 'ends that fail aren\'t kept, and the alarm for dead letters has nothing to count',
  mutate: (t) => {
    properties(t, 'Elevation', 'ElevationDeadLettersPolicy', 'AWS::SQS::QueuePolicy').PolicyDocument.Statement.push({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { StringNotLike: { 'aws:UserAgent': '*team-tool*' } },
    });
  },
}]);
