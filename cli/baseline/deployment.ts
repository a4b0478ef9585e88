import { AccessModel, ResourceModel, unknownsIn } from 'cdk-break-glass/internal';
import { CREATE_ONLY } from './create-only.generated';
import { effectOf, LineChange, lineChanges } from './statement-changes';
import { OWN_ACCOUNT } from '../prove/access';
import { statementLines } from '../prove/statements';

export interface ResourceChange {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly path?: string;
}

export interface PolicyChange extends ResourceChange {
  readonly lines: readonly LineChange[];
}

/** What a deployment of the later templates over the earlier ones would do, where that can hurt. */
export interface DeploymentChanges {
  /** Resources that CloudFormation creates anew and then deletes, and the properties that make it do so. */
  readonly replaced: readonly (ResourceChange & { readonly because: readonly string[] })[];
  /** Resources that are no longer in the templates. */
  readonly deleted: readonly (ResourceChange & { readonly retained: boolean })[];
  /** Policies that allow more, or may do so. */
  readonly widened: readonly PolicyChange[];
  /** Policies that allow less: who loses what. */
  readonly narrowed: readonly PolicyChange[];
  /** New resources whose name an earlier one still has when they are created: the deployment fails. */
  readonly taken: readonly (ResourceChange & { readonly name: string; readonly by: ResourceChange })[];
  /** Stacks that are no longer in the assembly. The deployment of an app doesn't delete them. */
  readonly leftBehind: readonly string[];
}

export function deploymentChanges(before: AccessModel, after: AccessModel): DeploymentChanges {
  const now = new Map(after.resources.map((resource) => [`${stackOf(resource)} ${resource.logicalId}`, resource]));
  const stacks = new Set(after.stacks.map(({ account, region, name }) => `${account} ${region} ${name}`));
  const kept = before.resources.filter((resource) => stacks.has(stackOf(resource)));
  const pairs = kept.map((was) => ({ was, is: now.get(`${stackOf(was)} ${was.logicalId}`) }));
  const policies = pairs.flatMap(({ was, is }) => (is ? [{ ...described(was), lines: lineChanges(policyLines(was), policyLines(is)) }] : []));
  return {
    replaced: pairs.flatMap(({ was, is }) => {
      const because = is ? replacing(was, is) : [];
      return because.length > 0 ? [{ ...described(was), because }] : [];
    }),
    deleted: pairs.filter(({ is }) => is === undefined)
      .map(({ was }) => ({ ...described(was), retained: isRetained(was) })),
    widened: policies.flatMap((each) => only(each, (line) => effectOf(line) !== 'narrows')),
    narrowed: policies.flatMap((each) => only(each, (line) => effectOf(line) === 'narrows')),
    taken: takenNames(before, after),
    leftBehind: [...new Set(before.stacks.filter(({ account, region, name }) => !stacks.has(`${account} ${region} ${name}`)).map(({ name }) => name))],
  };
}

function only(change: PolicyChange, wanted: (line: LineChange) => boolean): PolicyChange[] {
  const lines = change.lines.filter(wanted);
  return lines.length > 0 ? [{ ...change, lines }] : [];
}

const stackOf = ({ stack }: ResourceModel) => `${stack.account} ${stack.region} ${stack.name}`;
const isRetained = ({ deletionPolicy }: ResourceModel) => ['Retain', 'RetainExceptOnCreate'].includes(deletionPolicy ?? '');

/** The property with the name, and where there is one of a name. IAM compares names without their case. */
const NAMED: { readonly [type: string]: { readonly prop: string; readonly of: 'account' | 'Region' } } = {
  'AWS::IAM::User': { prop: 'UserName', of: 'account' },
  'AWS::IAM::Role': { prop: 'RoleName', of: 'account' },
  'AWS::IAM::ManagedPolicy': { prop: 'ManagedPolicyName', of: 'account' },
  'AWS::SecretsManager::Secret': { prop: 'Name', of: 'Region' },
};

function nameKey({ type, props, stack }: ResourceModel): string | undefined {
  const { prop, of } = NAMED[type] ?? {};
  const name = prop === undefined ? undefined : props[prop];
  if (typeof name !== 'string' || unknownsIn(name).length > 0) { return undefined; }
  return of === 'account' ? `${type} ${stack.account} ${name.toLowerCase()}` : `${type} ${stack.account} ${stack.region} ${name}`;
}

/**
 * New resources under the name of one that the later templates don't have. It is still there if it is retained or its stack is no longer in the
 * app; in one stack also otherwise, since CloudFormation creates before it deletes.
 */
function takenNames(before: AccessModel, after: AccessModel): DeploymentChanges['taken'] {
  const idOf = (resource: ResourceModel) => `${stackOf(resource)} ${resource.logicalId}`;
  const [old, now] = [before, after].map(({ resources }) => new Map(resources.map((resource) => [idOf(resource), resource])));
  const stacks = new Set(after.stacks.map(({ account, region, name }) => `${account} ${region} ${name}`));
  const gone = new Map(before.resources.flatMap((was) => {
    const key = now.has(idOf(was)) ? undefined : nameKey(was);
    return key === undefined ? [] : [[key, was] as const];
  }));
  return after.resources.filter((resource) => !old.has(idOf(resource))).flatMap((resource) => {
    const by = gone.get(nameKey(resource) ?? '');
    if (!by || !(isRetained(by) || !stacks.has(stackOf(by)) || stackOf(by) === stackOf(resource))) { return []; }
    return [{ ...described(resource), name: String(resource.props[NAMED[resource.type].prop]), by: described(by) }];
  });
}

function described({ stack, logicalId, type, path }: ResourceModel): ResourceChange {
  return { stack: stack.name, logicalId, type, path };
}

/** Create-only properties that differ, by the schemas of CloudFormation's resource types. */
function replacing(was: ResourceModel, is: ResourceModel): string[] {
  if (was.type !== is.type) { return [`Type ${was.type} becomes ${is.type}`]; }
  return (CREATE_ONLY[was.type] ?? '').split(' ').filter((property) => property !== '' && !same(at(was.props, property), at(is.props, property)));
}

function at(props: any, property: string): unknown {
  return property.split('.').reduce((value, key) => value?.[key], props);
}

/** Equal but for the order of keys. */
function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(ordered(left)) === JSON.stringify(ordered(right));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(ordered); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, ordered(inner)]));
}

/** The statements of every policy in a resource, wherever it is. */
function policyLines({ props, stack }: ResourceModel): string[] {
  const found: string[] = [];
  const visit = (value: any): void => {
    if (typeof value !== 'object' || value === null) { return; }
    if (isPolicy(value)) {
      found.push(...statementLines(value));
    } else {
      Object.values(value).forEach(visit);
    }
  };
  visit(props);
  return [...new Set(found.map((line) => line.replaceAll(stack.account, OWN_ACCOUNT)))];
}

const isPolicy = ({ Statement }: any) => [Statement ?? []].flat().some((statement: any) => typeof statement?.Effect === 'string');
