import { Stack } from 'aws-cdk-lib';
import { resolvedTemplate, resourcesOfType } from './resolve';
import { matches, MetricFilter, parseMetricFilter } from '../../src/analysis/metric-filter';
import { Category } from '../detection/records';

/** What each detection of the library is called in the records' `expect`. */
const CATEGORY_OF: { readonly [detection: string]: Category } = {
  Use: 'use',
  SignIn: 'sign-in',
  SignInWithoutMfa: 'no-mfa',
  Denied: 'denied',
  Root: 'root',
  AssumeRoot: 'assume-root',
  PasswordRead: 'password-read',
  Tampering: 'tampering',
};

/** The two layers of a stack's alarms, as they are deployed. */
export interface AlarmLayers {
  /** The metric filters that an alarm looks at. */
  readonly filters: readonly { readonly category: Category; readonly filter: MetricFilter }[];

  /** The metric filters that count per role, by metric name. */
  readonly perRole: readonly { readonly metric: string; readonly filter: MetricFilter }[];

  /** The event patterns, by rule name. */
  readonly rules: { readonly [name: string]: object };
}

/** The layers of a stack, with all intrinsics resolved. */
export function alarmLayers(stack: Stack): AlarmLayers {
  const template = resolvedTemplate(stack);
  const filters = Object.values(resourcesOfType(template, 'AWS::Logs::MetricFilter'))
    .map(({ FilterPattern, MetricTransformations: [{ MetricName }] }): { metric: string; filter: MetricFilter } =>
      ({ metric: MetricName, filter: parseMetricFilter(FilterPattern) }));
  const isPerRole = (metric: string) => ['RoleAssumed', 'RoleActions'].includes(metric);
  return {
    filters: filters.filter(({ metric }) => !isPerRole(metric)).map(({ metric, filter }) => ({ category: categoryOf(metric), filter })),
    perRole: filters.filter(({ metric }) => isPerRole(metric)),
    rules: Object.fromEntries(Object.values(resourcesOfType(template, 'AWS::Events::Rule'))
      .filter(({ EventPattern }) => EventPattern.source?.[0] !== 'aws.cloudwatch')
      .map(({ Name, EventPattern }) => [Name, EventPattern])),
  };
}

/** The category of a metric `…-Use` or of a rule `…-Use-1`. */
export function categoryOf(name: string): Category {
  const detection = /-([A-Za-z]+)(?:-\d+)?$/.exec(name)?.[1] ?? '';
  const category = CATEGORY_OF[detection];
  if (!category) { throw new Error(`'${name}' belongs to no detection; known are ${Object.keys(CATEGORY_OF).join(', ')}`); }
  return category;
}

/** The categories whose metric filters match the record, sorted. */
export function firedByFilters(layers: AlarmLayers, record: unknown): Category[] {
  return sorted(layers.filters.filter(({ filter }) => matches(filter, record)).map(({ category }) => category));
}

/** The categories of rules, sorted and each once. */
export function categoriesOf(ruleNames: readonly string[]): Category[] {
  return sorted(ruleNames.map(categoryOf));
}

/** Sorted, each once. */
export function sorted(categories: readonly Category[]): Category[] {
  return [...new Set(categories)].sort();
}
