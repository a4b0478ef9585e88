/** Reads off the workflows of an elevated access what the library was given. What is read wrongly makes another template, which is then told. */
import { Duration } from 'aws-cdk-lib';
import { CfnStateMachine, IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ElevationParts } from './elevation-parts';
import { objectsOf, peopleOf, rulesOf } from './elevation-rules';
import { ElevationSettings } from '../../elevation/elevated-access-checks';
import { ElevationInputs } from '../../elevation/elevation-core';
import { LONGEST_LIFE } from '../../elevation/engine/ledger';
import { RuleData, Rulebook, TargetData } from '../../elevation/engine/rule-data';
import { jsonOf } from '../../private/texts';
import { calls, WorkflowModel } from '../workflow-model';

/** The workflows of elevated access, and a state that only this one has. */
const SIGNS = {
  end: 'Revoke in each account',
  life: 'Schedule the end',
  submit: 'Record the request',
  decide: 'Evaluate the decision',
  read: 'Check the query',
  issue: 'Create the session',
  reconcile: 'Process each status',
  followUp: 'Read the event',
} as const;

export type WorkflowKind = keyof typeof SIGNS;
export const WORKFLOW_KINDS = Object.keys(SIGNS) as readonly WorkflowKind[];

export function kindOf({ states }: WorkflowModel): WorkflowKind | undefined {
  return WORKFLOW_KINDS.find((kind) => states.some(({ name }) => name === SIGNS[kind]));
}

/** The first workflow of each kind. */
export type WorkflowsByKind = { readonly [kind in WorkflowKind]?: WorkflowModel };

export function byKind(workflows: readonly WorkflowModel[]): WorkflowsByKind {
  return Object.fromEntries(WORKFLOW_KINDS.flatMap((kind) => {
    const first = workflows.find((workflow) => kindOf(workflow) === kind);
    return first ? [[kind, first]] : [];
  }));
}

/** The inputs as texts: they are compared and kept, so that the same elevated access is written once. */
export interface ReadInputs {
  readonly rules: { readonly [name: string]: RuleData };
  readonly people: { readonly [key: string]: string };
  readonly userIds: { readonly [person: string]: string };
  readonly patterns: readonly string[];
  readonly sessionPolicies: { readonly [rule: string]: string };
  readonly revocable: readonly string[];
  readonly sealed: { readonly [roleArn: string]: any };
  readonly longestSession: number;
  readonly custom: readonly { readonly name: string; readonly title: string; readonly grant: string; readonly revoke: string }[];
  readonly auditors: readonly string[];
  readonly keepSeconds: number;
  readonly instanceArn: string;
  readonly identityStoreId: string;
  readonly identityStoreAccount: string;
  readonly scpId?: string;
  readonly reconcileMinutes: number;
  readonly archiveDays?: number;
  readonly reviews: boolean;
  readonly findings: boolean;
}

const definition = (workflow: WorkflowModel | undefined): string => String(workflow?.resource.props.DefinitionString ?? '');

/** Every text of a definition, as its expressions hold it. */
function textsOfStates(workflow: WorkflowModel | undefined): string {
  const texts: string[] = [];
  const walk = (value: any) => {
    if (typeof value === 'string') { texts.push(value); } else if (value !== null && typeof value === 'object') { Object.values(value).forEach(walk); }
  };
  walk(jsonOf(definition(workflow)));
  return texts.join('\n');
}

/** How a workflow asks whether a field of a request matches a pattern. */
const PATTERN = /\$p = \d+ \? \(\$type\(\$v\) = "string" and \$match\(\$v, \/\^\((.*?)\)\$\/\)\[0\]\.match = \$v\) : \(/g;

export function readInputs(
  parts: ElevationParts, found: WorkflowsByKind, scheduleExpression: unknown, archiveDays: number | undefined, identityStoreAccount: string,
): ReadInputs {
  const [submit, read, end] = [found.submit, found.read, found.end].map(textsOfStates);
  const all = parts.workflows.map(({ resource }) => String(resource.props.DefinitionString)).join('\n');
  const object = (start: RegExp) => jsonOf(objectsOf(parts, start)[0] ?? '{}') ?? {};
  const rules = jsonOf(rulesOf(parts)[0] ?? '{}') ?? {};
  const has = (api: string) => found.followUp?.states.some((state) => calls(state, api)) === true;
  return {
    rules,
    people: jsonOf(peopleOf(parts)[0] ?? '{}') ?? {},
    userIds: object(/(?<=\$userIds := )\{/g),
    patterns: [...submit.matchAll(PATTERN)].map(([, pattern]) => pattern),
    sessionPolicies: object(/(?<=\$policies := )\{/g),
    revocable: jsonOf(/\$rule\.resource in (\[[^\]]*\])/.exec(end)?.[1] ?? '[]') ?? [],
    sealed: Object.fromEntries(Object.entries<any>(jsonOf((objectsOf(parts, /(?<=\$roles := )\{/g)[0] ?? '{}').replace(/\\u0024/g, '$')) ?? {})),
    longestSession: Number(/\.endsAt\.S\) \+ (\d+) \* 1000 > \$millis\(\)/.exec(end)?.[1] ?? 3600),
    custom: customOf(found, rules),
    auditors: jsonOf(/\$auditor := \$person in (\[[^\]]*\]);/.exec(read)?.[1] ?? '[]') ?? [],
    keepSeconds: Number(/\/ 1000\) \+ (\d+)\)/.exec(submit)?.[1] ?? 0) - LONGEST_LIFE.toSeconds(),
    instanceArn: /"InstanceArn":"([^"]+)"/.exec(all)?.[1] ?? 'arn:aws:sso:::instance/none',
    identityStoreId: /"IdentityStoreId":"([^"]+)"/.exec(all)?.[1] ?? 'd-none',
    identityStoreAccount,
    scpId: /"PolicyId":"([^"]+)"/.exec(definition(found.end))?.[1],
    reconcileMinutes: Number(/^rate\((\d+) minutes?\)$/.exec(String(scheduleExpression))?.[1] ?? 5),
    archiveDays: has('s3:putObject') ? archiveDays ?? 0 : undefined,
    reviews: has('ssm:createOpsItem'),
    findings: has('securityhub:batchImportFindings'),
  };
}

/** Stands where no state runs the state machine. What is written then differs. */
const NO_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:none';

/** The state machines of custom kinds of access, in the order of the workflow that runs them. */
function customOf(found: WorkflowsByKind, rules: ReadInputs['rules']): ReadInputs['custom'] {
  const machine = (workflow: WorkflowModel | undefined, state: string): string => (
    String(workflow?.states.find(({ name }) => name === state)?.definition.Arguments?.StateMachineArn ?? NO_MACHINE));
  const names = [...new Set(Object.values(rules).filter(({ kind }) => kind === 'custom').map(({ resource }) => resource))];
  return names.map((name) => ({
    name, title: name, grant: machine(found.life, `Grant ${name}`), revoke: machine(found.end, `Revoke ${name}`),
  }));
}

/** The inputs as the library takes them. */
export function givenInputs(scope: Construct, read: ReadInputs): Omit<ElevationInputs, 'encryptionKey'> {
  const settings: ElevationSettings = {
    reconcileInterval: Duration.minutes(read.reconcileMinutes),
    ledgerRetention: Duration.seconds(read.keepSeconds),
    archiveRetention: read.archiveDays === undefined ? undefined : Duration.days(read.archiveDays),
    reviews: read.reviews,
    findings: read.findings,
    auditors: read.auditors,
  };
  return {
    rulebook: rulebookOf(scope, read),
    settings,
    instanceArn: read.instanceArn,
    identityStoreId: read.identityStoreId,
    identityStoreAccount: read.identityStoreAccount,
    // It belongs to the account, and other APIs use it as well.
    makeApiAccountRole: false,
    sessionRevocationPolicyId: read.scpId,
    notify: [],
  };
}

function rulebookOf(scope: Construct, { rules, people, userIds, patterns, sessionPolicies, ...read }: ReadInputs): Rulebook {
  const machines = new Map<string, IStateMachine>();
  const machine = (arn: string) => {
    if (!machines.has(arn)) { machines.set(arn, machineOf(scope, arn, machines.size)); }
    return machines.get(arn)!;
  };
  const targets: TargetData[] = [
    ...read.revocable.map((resource) => ({ resource, parts: { sessionRevocation: true } })),
    ...Object.entries(read.sealed).map(([resource, { closed, conditions }]) => (
      { resource, parts: { sealed: { roleName: resource, userArns: [], closed, conditions, maxSessionSeconds: read.longestSession } } })),
    ...read.custom.map(({ name, title, grant, revoke }) => (
      { resource: name, parts: { machines: { title, grant: machine(grant), revoke: machine(revoke) } } })),
  ];
  return { people, userIds, rules, patterns, sessionPolicies, targets };
}

/** A state machine of the app by its reference, so that what is derived from its ARN is derived alike; another one by its ARN. */
function machineOf(scope: Construct, arn: string, index: number): IStateMachine {
  const [, logicalId] = /^unresolved-([0-9A-Za-z]+)$/.exec(arn) ?? [];
  if (logicalId === undefined) { return StateMachine.fromStateMachineArn(scope, `Custom${index}`, arn); }
  const resource = new CfnStateMachine(scope, `Custom${index}`, { roleArn: 'none' });
  resource.overrideLogicalId(logicalId);
  return StateMachine.fromStateMachineArn(scope, `Reference${index}`, resource.ref);
}
