import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam';
import { PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { AwsClients, ClientConfiguration } from './clients';
import { Template, TemplateChange, TemplateResource } from './template';

const OUTPUT_PREFIX = 'EmbeddedAws';

/** A call that does after the deployment what the emulator's CloudFormation does not. */
export interface Completion extends TemplateChange {
  /** What the call needs, with a `Pending` in the place of every intrinsic function. */
  readonly values: Record<string, unknown>;
  call(clients: AwsClients, values: Record<string, unknown>, configuration: ClientConfiguration): Promise<unknown>;
}

/**
 * Finds what the emulator's CloudFormation ignores or refuses although its services know it.
 * Values are resolved by CloudFormation itself: their intrinsic functions become outputs of the template.
 */
export function extractCompletions(template: Template, unsupported: ReadonlySet<string>): Completion[] {
  const collector = new OutputCollector(template);
  const completions: Completion[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    const completion = complete(logicalId, resource, collector, unsupported);
    if (completion) completions.push(completion);
  }
  return completions;
}

/** The name under which `runCompletion` expects the physical id of a resource, next to the outputs. */
export function physicalId(logicalId: string): string {
  // Outputs have alphanumeric names, so the two never meet.
  return `resource ${logicalId}`;
}

export function isCompletionOutput(name: string): boolean {
  return name.startsWith(OUTPUT_PREFIX);
}

/** Makes the call, unless a value isn't known: then the resource's condition is false, or what it refers to was left out. */
export async function runCompletion(
  completion: Completion, clients: AwsClients, configuration: ClientConfiguration, known: ReadonlyMap<string, string>,
): Promise<boolean> {
  if (!isKnown(completion.values, known)) return false;
  await completion.call(clients, resolve(completion.values, known) as Record<string, unknown>, configuration);
  return true;
}

function complete(
  logicalId: string, resource: TemplateResource, collector: OutputCollector, unsupported: ReadonlySet<string>,
): Completion | undefined {
  const { Type: type, Condition: condition, Properties: properties = {} } = resource;
  if (type === 'AWS::IAM::Role' && properties.PermissionsBoundary !== undefined) {
    return {
      logicalId,
      type,
      reason: 'PermissionsBoundary put by an IAM call, since CloudFormation there ignores it on roles',
      values: {
        role: collector.collect({ Ref: logicalId }, condition),
        boundary: collector.collect(properties.PermissionsBoundary, condition),
      },
      call: (clients, { role, boundary }) => clients.iam.send(
        new PutRolePermissionsBoundaryCommand({ RoleName: String(role), PermissionsBoundary: String(boundary) })),
    };
  }
  if (type === 'AWS::SecretsManager::ResourcePolicy' && unsupported.has(type)) {
    return {
      logicalId,
      type,
      reason: 'put by a Secrets Manager call, since CloudFormation there lacks the type',
      values: {
        secret: collector.collect(properties.SecretId, condition),
        policy: collector.collect(properties.ResourcePolicy, condition),
      },
      call: (clients, { secret, policy }) => clients.secretsManager.send(
        new PutResourcePolicyCommand({ SecretId: String(secret), ResourcePolicy: JSON.stringify(policy) })),
    };
  }
  if (type === 'AWS::SNS::Topic' && properties.KmsMasterKeyId !== undefined) {
    return {
      logicalId,
      type,
      reason: 'KmsMasterKeyId set by an SNS call, since CloudFormation there ignores it',
      values: {
        topic: collector.collect({ Ref: logicalId }, condition),
        key: collector.collect(properties.KmsMasterKeyId, condition),
      },
      call: (clients, { topic, key }) => clients.sns.send(
        new SetTopicAttributesCommand({ TopicArn: String(topic), AttributeName: 'KmsMasterKeyId', AttributeValue: String(key) })),
    };
  }
  return encryption(logicalId, resource, collector);
}

/** Keys that CloudFormation there forgets: without them nobody would be asked whether a caller may use the key. */
function encryption(
  logicalId: string, { Type: type, Condition: condition, Properties: properties = {} }: TemplateResource, collector: OutputCollector,
): Completion | undefined {
  const sse = properties.SSESpecification as { readonly KMSMasterKeyId?: unknown } | undefined;
  if (type === 'AWS::DynamoDB::Table' && sse?.KMSMasterKeyId !== undefined) {
    return {
      logicalId,
      type,
      reason: 'its key set by a DynamoDB call, since CloudFormation there ignores it',
      values: { table: collector.collect({ Ref: logicalId }, condition), key: collector.collect(sse.KMSMasterKeyId, condition) },
      call: (clients, { table, key }) => clients.dynamoDb.send(
        new UpdateTableCommand({ TableName: String(table), SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: String(key) } })),
    };
  }
  const [rule] = (properties.BucketEncryption as any)?.ServerSideEncryptionConfiguration ?? [];
  const id = rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID;
  if (type === 'AWS::S3::Bucket' && id !== undefined) {
    return {
      logicalId,
      type,
      reason: 'its key set by an S3 call, since CloudFormation there ignores it',
      values: { bucket: collector.collect({ Ref: logicalId }, condition), key: collector.collect(id, condition) },
      call: (_, { bucket, key }, configuration) => encryptBucket(configuration, String(bucket), String(key)),
    };
  }
  return undefined;
}

/** Not by an SDK: nothing else here needs the one of S3. */
async function encryptBucket({ endpoint, region, credentials }: ClientConfiguration, bucket: string, key: string): Promise<void> {
  const answer = await fetch(`${endpoint}/${bucket}?encryption`, {
    method: 'PUT',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20000101/${region}/s3/aws4_request, SignedHeaders=host, Signature=none` },
    body: '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>'
      + `<KMSMasterKeyID>${key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
  });
  if (!answer.ok) throw new Error(`The emulator refused the encryption of ${bucket}: ${answer.status} ${await answer.text()}`);
}

/** Stands for the value of an output, or for a physical id, until it is known. */
class Pending {
  constructor(public readonly name: string) {}
}

class OutputCollector {
  private readonly names = new Map<string, string>();

  constructor(private readonly template: Template) {}

  /** The value with a `Pending` in the place of every intrinsic function. */
  public collect(value: unknown, condition: string | undefined): unknown {
    if (Array.isArray(value)) return value.map((element) => this.collect(element, condition));
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    if (entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::'))) return this.output(value, condition);
    return Object.fromEntries(entries.map(([key, inner]) => [key, this.collect(inner, condition)]));
  }

  private output(value: object, condition: string | undefined): Pending {
    // A stack may have 200 outputs only. References to its own resources need none: the stack lists their physical ids.
    if ('Ref' in value && this.template.Resources?.[String(value.Ref)]) return new Pending(physicalId(String(value.Ref)));
    const key = JSON.stringify([value, condition]);
    let name = this.names.get(key);
    if (name === undefined) {
      name = `${OUTPUT_PREFIX}${this.names.size}`;
      this.names.set(key, name);
      (this.template.Outputs ??= {})[name] = { Value: value, ...(condition !== undefined && { Condition: condition }) };
    }
    return new Pending(name);
  }
}

function isKnown(value: unknown, known: ReadonlyMap<string, string>): boolean {
  if (value instanceof Pending) return known.has(value.name);
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every((inner) => isKnown(inner, known));
}

function resolve(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (value instanceof Pending) return known.get(value.name);
  if (Array.isArray(value)) return value.map((element) => resolve(element, known));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, known)]));
}
