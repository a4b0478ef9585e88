import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** The key of ledger, workflows, logs and queue, unless the user gives one. Log groups of Step Functions add to its policy. */
export function elevationKey(scope: Construct): kms.Key {
  const stack = Stack.of(scope);
  const key = new kms.Key(scope, 'Key', {
    description: 'Encrypts the ledger and the workflows of elevated access', enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  key.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'Logs',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${stack.partition}:logs:${stack.region}:${stack.account}:*` } },
  }));
  return key;
}

/**
 * What the services need of a key for their clients.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
const USES = {
  // Actions are listed, since `kms:ReEncrypt*` would be more.
  dynamodb: [
    'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
  ],
  // Senders.
  sqs: ['kms:Decrypt', 'kms:GenerateDataKey'],
  // Uploads in one part.
  s3: ['kms:GenerateDataKey'],
} as const;

/** What a client of the service needs of the key, only through the service. */
export function useKeyThrough(role: iam.IRole, key: kms.IKey, service: keyof typeof USES): void {
  const stack = Stack.of(role);
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: [...USES[service]],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${stack.region}.${stack.urlSuffix}` } },
  }));
}

/** Use of the key for a workflow: by its own role, which runs it, and by the roles that start it. */
export function useKeyOfWorkflows(role: iam.IRole, key: kms.IKey, ...actions: string[]): void {
  const stack = Stack.of(role);
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions,
    resources: [key.keyArn],
    // CloudFormation generates the names of the workflows, so the statement of aws-cdk-lib has an empty name.
    conditions: {
      StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:*` },
    },
  }));
}
