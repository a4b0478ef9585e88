import { MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { MetricFilter, paginateDescribeMetricFilters } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand, Rule, Target } from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand, GetResourcePolicyCommand, paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, paginateListSubscriptionsByTopic, paginateListTopics, SNSClient, Subscription } from '@aws-sdk/client-sns';
import { AwsClients } from './clients';
import { collect, document, listPolicies, listRoles, listUsers, PolicyInventory, RoleInventory, UserInventory } from './inventory-iam';

const BREAK_GLASS_PATH = '/bg/';

export interface RuleInventory {
  readonly name: string;
  readonly state: string;
  readonly pattern: unknown;
  readonly targets: Target[];
}

export interface TopicInventory {
  readonly arn: string;
  readonly kmsKey?: string;
  readonly policy: unknown;
  readonly subscriptions: Subscription[];
}

export interface SecretInventory {
  readonly name: string;
  readonly arn: string;
  readonly kmsKey?: string;
  readonly resourcePolicy: unknown;
}

/** What an account and Region of the embedded AWS holds, read by ordinary SDK calls. No secret values. */
export interface Inventory {
  readonly users: UserInventory[];
  readonly roles: RoleInventory[];
  readonly policies: PolicyInventory[];
  readonly alarms: MetricAlarm[];
  readonly metricFilters: MetricFilter[];
  readonly rules: RuleInventory[];
  readonly topics: TopicInventory[];
  readonly secrets: SecretInventory[];
}

export async function takeInventory(clients: AwsClients): Promise<Inventory> {
  const [users, roles, policies, alarms, metricFilters, rules, topics, secrets] = await Promise.all([
    listUsers(clients.iam),
    listRoles(clients.iam, BREAK_GLASS_PATH),
    listPolicies(clients.iam),
    collect(paginateDescribeAlarms({ client: clients.cloudWatch }, {}), (page) => page.MetricAlarms),
    collect(paginateDescribeMetricFilters({ client: clients.cloudWatchLogs }, {}), (page) => page.metricFilters),
    listRules(clients.eventBridge),
    listTopics(clients.sns),
    listSecrets(clients),
  ]);
  return { users, roles, policies, alarms, metricFilters, rules, topics, secrets };
}

async function listRules(client: EventBridgeClient): Promise<RuleInventory[]> {
  const rules: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ NextToken }));
    rules.push(...page.Rules ?? []);
    NextToken = page.NextToken;
  } while (NextToken);
  return Promise.all(rules.map(async (rule) => {
    // A rule has five targets at most, so there is one page.
    const { Targets: targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
    return { name: rule.Name ?? '', state: rule.State ?? '', pattern: document(rule.EventPattern), targets };
  }));
}

async function listTopics(client: SNSClient): Promise<TopicInventory[]> {
  const arns = await collect(paginateListTopics({ client }, {}), (page) => page.Topics?.map((topic) => topic.TopicArn));
  return Promise.all(arns.map(async (TopicArn) => {
    const { Attributes: attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    const subscriptions = await collect(paginateListSubscriptionsByTopic({ client }, { TopicArn }), (page) => page.Subscriptions);
    return { arn: TopicArn, kmsKey: attributes.KmsMasterKeyId, policy: document(attributes.Policy), subscriptions };
  }));
}

async function listSecrets({ secretsManager: client }: AwsClients): Promise<SecretInventory[]> {
  const arns = await collect(paginateListSecrets({ client }, {}), (page) => page.SecretList?.map((secret) => secret.ARN));
  return Promise.all(arns.map(async (SecretId) => {
    // The list doesn't name the key of each secret there, its description does.
    const secret = await client.send(new DescribeSecretCommand({ SecretId }));
    const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId }));
    return { name: secret.Name ?? '', arn: SecretId, kmsKey: secret.KmsKeyId, resourcePolicy: document(ResourcePolicy) };
  }));
}
