import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { stands } from '../private/taken';

/** Metric filters of a log group. See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MAX_FILTERS = 100;

/** Rules of an event bus. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_RULES = 300;

/** Rules of an event bus whose pattern has a wildcard. AWS doesn't raise it. */
const MAX_WILDCARD_RULES = 30;

/** Regions whose quota is lower. */
const MAX_RULES_IN: { readonly [region: string]: number } = { 'af-south-1': 100, 'eu-south-1': 100 };

interface Quota {
  readonly scope: Construct;
  /** The place that is counted. */
  readonly place: string;
  readonly limit: number;
  readonly text: (count: number, limit: number, paths: string) => string;
}

/** Quotas by app: all are checked in one walk through the tree, which may be large. */
const quotas = new WeakMap<IConstruct, Quota[]>();

/** Checks at synthesis that all metric filters of the app on one log group fit into it. One alarm alone is checked when it is made. */
export function limitFilters(scope: Construct, logGroupName: string, limit: number = MAX_FILTERS): void {
  const place = placeOfFilter(Stack.of(scope), logGroupName);
  limited({
    scope,
    place,
    // A lower limit leaves room in the plan of one alarm; AWS counts to its own.
    limit: Math.max(limit, MAX_FILTERS),
    text: (count, most, paths) => `the app puts ${count} metric filters on the log group of ${scope.node.path} (${paths}), the log group allows ${most}; `
      + "watch fewer roles, put one alarm on another log group, or give 'maxFilters' if AWS raised your quota",
  });
}

/** Checks at synthesis that all rules of the app on the default bus fit there. */
export function limitRules(scope: Construct, maxRules?: number): void {
  const { account, region } = Stack.of(scope);
  limited({
    scope,
    place: placeOfRule(Stack.of(scope), undefined),
    limit: maxRules ?? MAX_RULES_IN[region] ?? MAX_RULES,
    text: (count, most, paths) => `the app puts ${count} rules on the default event bus of ${[account, region].map((one) => Token.isUnresolved(one) ? 'its account' : one).join(', ')} `
      + `(${paths}), the bus allows ${most}; watch several kinds of users and roles with one BreakGlassRules, move other rules to a bus of their own, or give 'maxRules' if AWS raised your quota`,
  });
}

/** Checks at synthesis that the rules with wildcards fit there, too. */
export function limitWildcardRules(scope: Construct): void {
  limited({
    scope,
    place: `wildcard ${placeOfRule(Stack.of(scope), undefined)}`,
    limit: MAX_WILDCARD_RULES,
    text: (count, most, paths) => `the app puts ${count} rules with wildcards on one default event bus (${paths}), the bus allows ${most}, and AWS doesn't raise it; `
      + 'move other rules to a bus of their own, or watch all roles with one BreakGlassRules',
  });
}

function limited(quota: Quota): void {
  const { root } = quota.scope.node;
  const known = quotas.get(root);
  if (known) {
    known.push(quota);
    return;
  }
  const all = [quota];
  quotas.set(root, all);
  root.node.addValidation({ validate: () => exceeded(root, all) });
}

function exceeded(root: IConstruct, all: readonly Quota[]): string[] {
  const found = new Map<string, CfnResource[]>();
  for (const one of root.node.findAll()) {
    for (const place of placesOf(one)) {
      const known = found.get(place);
      if (known) { known.push(one as CfnResource); } else { found.set(place, [one as CfnResource]); }
    }
  }
  // Several constructs share a place, and the highest limit is what AWS raised it to.
  const places = new Map(all.filter(({ scope }) => stands(scope, root)).map((quota) => [quota.place, quota]));
  return [...places.values()].flatMap(({ place, text }) => {
    const limit = Math.max(...all.filter((other) => other.place === place).map((other) => other.limit));
    const resources = found.get(place) ?? [];
    return resources.length > limit ? [text(resources.length, limit, byOwner(resources))] : [];
  });
}

/** `90 in Stack/Alarm, 20 in Stack/Other` */
function byOwner(resources: readonly CfnResource[]): string {
  const counts = new Map<string, number>();
  for (const { node: { scope } } of resources) { counts.set(scope!.node.path, (counts.get(scope!.node.path) ?? 0) + 1); }
  return [...counts].map(([path, count]) => `${count} in ${path}`).join(', ');
}

function placesOf(one: IConstruct): string[] {
  if (!CfnResource.isCfnResource(one)) { return []; }
  const stack = Stack.of(one);
  switch (one.cfnResourceType) {
    case logs.CfnMetricFilter.CFN_RESOURCE_TYPE_NAME: return [placeOfFilter(stack, (one as logs.CfnMetricFilter).logGroupName)];
    case events.CfnRule.CFN_RESOURCE_TYPE_NAME: {
      const { eventBusName, eventPattern } = one as events.CfnRule;
      const place = placeOfRule(stack, eventBusName);
      return [place, ...(JSON.stringify(stack.resolve(eventPattern) ?? {}).includes('"wildcard":') ? [`wildcard ${place}`] : [])];
    }
    default: return [];
  }
}

function placeOfFilter(stack: Stack, logGroupName: string): string {
  return `filters ${environment(stack)} ${Token.isUnresolved(logGroupName) ? `${stack.node.addr} ${JSON.stringify(stack.resolve(logGroupName))}` : logGroupName}`;
}

function placeOfRule(stack: Stack, bus: string | undefined): string {
  return `rules ${environment(stack)} ${bus === undefined || bus === 'default' ? 'default' : `${stack.node.addr} ${JSON.stringify(stack.resolve(bus))}`}`;
}

/** Stacks whose environment isn't known may go to different ones. */
function environment(stack: Stack): string {
  const { account, region } = stack;
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? stack.node.addr : `${account} ${region}`;
}
