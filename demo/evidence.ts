/** What can be found out about an incident beside the API: from the alarms, from Identity Center, from IAM. */
import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetPolicyCommand, GetPolicyVersionCommand, GetRolePolicyCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { Stage } from './stage';
import { document, Inventory } from '../emulator/embedded-aws';
import { decide, detect, eventMatches, NamedPolicy, PolicyAnswer } from 'cdk-break-glass/internal';

/** An account and Region as it is after the deployment of its stacks. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly stacks: readonly string[];
  readonly inventory: Inventory;
}

/** What a CloudTrail record raises: event rules where it is recorded, alarms on the metric filters of the organization's trail. */
export function alarmsOn(record: any, places: readonly Place[]): { readonly rules: string[]; readonly alarms: string[] } {
  const raised = { rules: new Set<string>(), filters: new Set<string>() };
  const ask = (name: string, layer: 'filters' | 'rules', pattern: unknown) => {
    if (detect({ record, layer, patterns: [pattern] }).alarmed) { raised[layer].add(name); }
  };
  for (const { account, region, inventory } of places) {
    if (account === record.recipientAccountId && region === record.awsRegion) {
      inventory.rules.forEach((rule) => ask(rule.name, 'rules', rule.pattern));
    }
    for (const { filterPattern, metricTransformations: [metric] = [] } of inventory.metricFilters) {
      const alarm = inventory.alarms.find(({ MetricName, Namespace }) => MetricName === metric?.metricName && Namespace === metric?.metricNamespace);
      if (alarm) { ask(alarm.AlarmName!, 'filters', filterPattern); }
    }
  }
  return { rules: [...raised.rules], alarms: [...raised.filters] };
}

export interface Told {
  /** So many events the workflows have put on the bus. */
  readonly put: number;
  /** So many of them a rule of the bus hands on. */
  readonly handedOn: { readonly [rule: string]: number };
}

/** What became of the events of all workflows so far. */
export async function told(stage: Stage): Promise<Told> {
  const { access, bench } = stage;
  const { eventBridge } = bench.aws.clients(access.account, access.region);
  const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ EventBusName: access.find('AWS::Events::EventBus') }));
  const entries = (await stage.calls('putEvents')).flatMap(({ parameters }) => parameters.Entries);
  const events = entries.map(({ Source, DetailType, Detail }) => ({ 'source': Source, 'detail-type': DetailType, 'detail': JSON.parse(Detail) }));
  const handedOn = Rules.map(({ Name, EventPattern }) => [Name!, events.filter((event) => eventMatches(JSON.parse(EventPattern!), event)).length]);
  return { put: events.length, handedOn: Object.fromEntries(handedOn) };
}

/** The policies of a role, as IAM gives them. */
export async function policiesOf(stage: Stage, RoleName: string): Promise<NamedPolicy[]> {
  const { iam } = stage.bench.aws.clients(stage.access.account, stage.access.region);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return Promise.all([
    ...PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return { name: PolicyName, document: document(PolicyDocument) };
    }),
    ...AttachedPolicies.map(async ({ PolicyArn, PolicyName }) => {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy!.DefaultVersionId }));
      return { name: PolicyName!, document: document(PolicyVersion!.Document) };
    }),
  ]);
}

/** Whether the last issued session is allowed an action, by its own policy and tags and the policies of its role in IAM. */
export async function sessionMay(stage: Stage, action: string, resource: string): Promise<Pick<PolicyAnswer, 'verdict' | 'because'>> {
  const { RoleArn, Policy, Tags } = (await stage.calls('assumeRole')).at(-1)!.parameters;
  const { verdict, because } = decide({
    principalArn: RoleArn,
    action,
    resource,
    account: stage.access.account,
    context: {
      'aws:PrincipalArn': RoleArn,
      'aws:CurrentTime': new Date().toISOString(),
      ...Object.fromEntries(Tags.map(({ Key, Value }: any) => [`aws:PrincipalTag/${Key}`, Value])),
    },
    identityPolicies: await policiesOf(stage, RoleArn.split('/').at(-1)),
    sessionPolicy: JSON.parse(Policy),
  });
  return { verdict, because };
}
