/** What the library writes for the inputs of an elevated access: the same constructs again, under the logical ids of the template. */
import { App, CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnEventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { byKind, givenInputs, ReadInputs, readInputs, WORKFLOW_KINDS, WorkflowKind, WorkflowsByKind } from './elevation-inputs';
import { ElevationParts, elevationsOf } from './elevation-parts';
import { rulesOf } from './elevation-rules';
import { ElevationCore, elevationCore } from '../../elevation/elevation-core';
import { ALARM_NAME_PREFIX } from '../../private/names';
import { jsonOf } from '../../private/texts';
import { AccessModel, modelOf, ResourceModel, RoleModel } from '../model';
import { ofModel } from '../model-index';
import { Resolvers } from '../resolvers';
import { calls } from '../workflow-model';

/** Parts of elevated access whose resource in the template is known by what refers to it. */
export type PartName = 'key' | 'logs' | 'ledger' | 'bus' | 'deadLetters' | 'schedules' | 'reconciler' | 'bucket' | WorkflowKind;
export type RoleName = 'scheduler' | 'api' | 'follow' | WorkflowKind;

/** An elevated access as the template holds it. */
export interface FoundElevation {
  readonly parts: ElevationParts;
  readonly workflows: WorkflowsByKind;
  readonly resources: { readonly [name in PartName]?: ResourceModel };
  readonly roles: { readonly [name in RoleName]?: RoleModel };
  /** The REST API. */
  readonly api?: ResourceModel;
  readonly inputs: ReadInputs;
  /** Whether the key is the library's own, and not one of the user's. */
  readonly ownKey: boolean;
  /** Parts that the template must hold, and that aren't found. */
  readonly missing: readonly string[];
}

/** The same elevated access, written by the library. */
export interface WrittenElevation {
  readonly resources: { readonly [name in PartName]?: ResourceModel };
  readonly roles: { readonly [name in RoleName]?: RoleModel };
  /** Everything that was written, under logical ids of the template where it has a pair. */
  readonly all: readonly ResourceModel[];
}

export interface ComparedElevation {
  readonly found: FoundElevation;
  /** Not there if a part is missing, or if the library refuses the inputs: `found.missing` or `refused` says so. */
  readonly written?: WrittenElevation;
  readonly refused?: string;
}

/** The key that the library makes. A key of the user's own may have further users. */
export const OWN_KEY = 'Encrypts the ledger and the workflows of elevated access';

export const comparedElevations = ofModel((model): readonly ComparedElevation[] => elevationsOf(model).map((parts) => {
  const found = find(model, parts);
  if (found.missing.length > 0) { return { found }; }
  try {
    return { found, written: writtenFor(found) };
  } catch (error) {
    return { found, refused: (error as Error).message };
  }
}));

const resolversOf = ofModel((model) => new Resolvers(model.stacks));

function find(model: AccessModel, parts: ElevationParts): FoundElevation {
  const { ledger, beside } = parts;
  const workflows = byKind(parts.workflows);
  const refers = (type: string, text: unknown) => (text === undefined ? undefined
    : beside(type).find((one) => resolversOf(model).of(one.stack).resolve({ Ref: one.logicalId }) === text));
  const argument = (kind: WorkflowKind, state: string, read: (args: any) => unknown) => {
    const args = workflows[kind]?.states.find(({ name }) => name === state)?.definition.Arguments;
    return args === undefined || args === null ? undefined : read(args);
  };
  const logGroupArn = String(workflows.end?.resource.props.LoggingConfiguration?.Destinations?.[0]?.CloudWatchLogsLogGroup?.LogGroupArn);
  const reconciler = beside('AWS::Scheduler::Schedule').find(({ props }) => props.Target?.Arn !== undefined
    && workflows.reconcile && String(props.Target.Arn) === refOf(model, workflows.reconcile.resource));
  const method = beside('AWS::ApiGateway::Method').find(({ props }) => parts.starts(props.Integration?.RequestTemplates));
  const api = refers('AWS::ApiGateway::RestApi', method?.props.RestApiId);
  const follow = workflows.followUp && beside('AWS::Events::Rule')
    .flatMap(({ props }) => [props.Targets ?? []].flat()).find((target: any) => target?.Arn === refOf(model, workflows.followUp!.resource));
  const roleBy = (arn: unknown) => model.otherRoles.find((role) => role.arn === arn && role.resource.stack === ledger.stack);
  const bucket = refers('AWS::S3::Bucket', argument('followUp', 'Write the copy', ({ Bucket }) => Bucket));
  const resources = {
    ...Object.fromEntries(Object.entries(workflows).map(([kind, { resource }]) => [kind, resource])),
    key: parts.key,
    logs: beside('AWS::Logs::LogGroup').find(({ props, logicalId }) => logGroupArn.endsWith(`:log-group:${props.LogGroupName ?? `unresolved-${logicalId}`}:*`)),
    ledger,
    bus: refers('AWS::Events::EventBus', argument('end', 'Announce the end', ({ Entries }) => Entries?.[0]?.EventBusName)),
    deadLetters: refers('AWS::SQS::Queue', argument('end', 'Send a dead letter', ({ QueueUrl }) => QueueUrl)),
    schedules: refers('AWS::Scheduler::ScheduleGroup', argument('life', 'Schedule the end', ({ GroupName }) => GroupName)),
    reconciler,
    bucket,
  };
  const workflowRoles = Object.fromEntries(Object.entries(workflows).map(([kind, { resource }]) => [kind, roleBy(resource.props.RoleArn)]));
  const [, storeAccount = ledger.stack.account] = /:identitystore::(\d{12}):identitystore\//.exec(JSON.stringify(
    Object.values(workflowRoles).map((role) => role?.policies.map(({ document }) => document)))) ?? [];
  return {
    parts,
    workflows,
    resources,
    roles: {
      ...workflowRoles,
      scheduler: roleBy(reconciler?.props.Target?.RoleArn),
      api: roleBy(method?.props.Integration?.Credentials),
      follow: roleBy((follow as any)?.RoleArn),
    },
    api,
    inputs: readInputs(
      parts, workflows, reconciler?.props.ScheduleExpression, bucket?.props.ObjectLockConfiguration?.Rule?.DefaultRetention?.Days, storeAccount,
    ),
    ownKey: parts.key?.props.Description === OWN_KEY,
    missing: missingOf(model, parts, workflows, { ...resources, api }),
  };
}

const refOf = (model: AccessModel, { stack, logicalId }: ResourceModel): string => String(resolversOf(model).of(stack).resolve({ Ref: logicalId }));

/** What the template must hold for the workflows that it has, and doesn't. */
function missingOf(
  model: AccessModel, elevation: ElevationParts, workflows: WorkflowsByKind, parts: { readonly [part: string]: ResourceModel | undefined },
): string[] {
  const { bus } = parts;
  const followed = bus !== undefined && elevation.beside('AWS::Events::Rule').some(({ props }) => (
    String(props.Name).startsWith(`${ALARM_NAME_PREFIX}ELEVATION-FOLLOW-UP-`) && [refOf(model, bus), bus.props.Name].includes(props.EventBusName)));
  const issues = rulesOf(elevation).some((rules) => Object.values<any>(jsonOf(rules) ?? {}).some(({ kind }) => kind === 'session'));
  const needed: readonly WorkflowKind[] = WORKFLOW_KINDS.filter((kind) => (kind === 'issue' ? issues : kind === 'followUp' ? followed : true));
  const archives = workflows.followUp?.states.some((state) => calls(state, 's3:putObject')) === true;
  const needs = ['logs', 'bus', 'deadLetters', 'schedules', 'reconciler', 'api', ...(archives ? ['bucket'] : [])];
  return [
    ...needed.filter((kind) => !workflows[kind]).map((kind) => `no workflow '${kind}' can be read from a DefinitionString`),
    ...needs.filter((part) => parts[part] === undefined).map((part) => `no '${part}' is found where the workflows name it`),
  ];
}

/** Templates by what they are written for. */
const templates = new Map<string, Output>();

function writtenFor(found: FoundElevation): WrittenElevation {
  const { ledger: { stack } } = found.parts;
  const ids = {
    resources: Object.fromEntries(Object.entries(found.resources).flatMap(([name, resource]) => (resource ? [[name, resource.logicalId]] : []))),
    roles: Object.fromEntries(Object.entries(found.roles).flatMap(([name, role]) => (role ? [[name, role.resource.logicalId]] : []))),
    api: found.api!.logicalId,
  };
  const keyArn = found.ownKey ? undefined : String(found.parts.ledger.props.SSESpecification?.KMSMasterKeyId);
  const busName = found.resources.bus?.props.Name;
  const input = { inputs: found.inputs, ids, keyArn, busName, account: stack.account, region: stack.region };
  const text = JSON.stringify(input);
  let entry = templates.get(text);
  if (entry === undefined) {
    entry = synthesized(input);
    // Bounded: a process may prove many apps.
    if (templates.size > 256) { templates.clear(); }
    templates.set(text, entry);
  }
  const model = modelOf([{ name: stack.name, account: stack.account, region: stack.region, template: entry.template }], {});
  const resource = (logicalId: string | undefined) => model.resources.find((one) => one.logicalId === logicalId);
  const role = (logicalId: string | undefined) => model.otherRoles.find((one) => one.resource.logicalId === logicalId);
  const each = <T>(from: Ids, look: (id: string) => T) => Object.fromEntries(Object.entries(from).map(([name, id]) => [name, look(id)]));
  return { resources: each(entry.resources, resource), roles: each(entry.roles, role), all: model.resources };
}

interface Ids { readonly [name: string]: string }

interface Output {
  readonly template: any;
  /** The logical ids of parts and roles. */
  readonly resources: Ids;
  readonly roles: Ids;
}

interface Input {
  readonly inputs: ReadInputs;
  readonly ids: { readonly resources: Ids; readonly roles: Ids; readonly api: string };
  readonly keyArn?: string;
  readonly busName?: string;
  readonly account: string;
  readonly region: string;
}

/** The template of the same elevated access, and the logical ids of its parts. */
function synthesized({ inputs, ids, keyArn, busName, account, region }: Input): Output {
  const app = new App({ analyticsReporting: false, autoSynth: false, treeMetadata: false });
  const stack = new Stack(app, 'Written', { env: { account, region } });
  const scope = new Construct(stack, 'Written');
  const encryptionKey = keyArn === undefined ? undefined : Key.fromKeyArn(stack, 'Key', keyArn);
  const core = elevationCore(scope, { ...givenInputs(stack, inputs), encryptionKey });
  const bus = core.store.bus.node.defaultChild as CfnEventBus;
  if (busName !== undefined) { bus.name = busName; }
  const taken = new Set<string>();
  const name = (constructs: { readonly [name: string]: IConstruct | undefined }, as: Ids) => (
    Object.fromEntries(Object.entries(constructs).flatMap(([part, construct]): [string, string][] => {
      const element = (construct?.node.defaultChild ?? construct) as CfnResource | undefined;
      if (!element || !CfnElement.isCfnElement(element)) { return []; }
      // Two parts may claim one resource of a changed template: the second one then differs.
      if (as[part] !== undefined && !taken.has(as[part])) {
        taken.add(as[part]);
        element.overrideLogicalId(as[part]);
      }
      return [[part, stack.resolve(element.logicalId)]];
    })));
  const resources = name(resourcesOf(scope, core), ids.resources);
  const roles = name(rolesOf(core), ids.roles);
  name({ api: core.api }, { api: ids.api });
  return { template: templateOf(stack), resources, roles };
}

function resourcesOf(scope: Construct, { store, machines, followUp }: ElevationCore): { readonly [name in PartName]?: IConstruct } {
  const { end, life, submit, decide, read, issue, reconcile } = machines;
  return {
    key: store.key,
    logs: store.logGroup,
    ledger: store.ledger.table,
    bus: store.bus,
    deadLetters: store.deadLetters,
    schedules: scope.node.findChild('Schedules'),
    reconciler: scope.node.findChild('Reconciler'),
    bucket: followUp?.bucket,
    end,
    life,
    submit,
    decide,
    read,
    issue,
    reconcile,
    followUp: followUp?.stateMachine,
  };
}

function rolesOf({ schedules, apiRole, machines, followUp }: ElevationCore): { readonly [name in RoleName]?: IConstruct } {
  const { end, life, submit, decide, read, issue, reconcile } = machines;
  return {
    // First, since a workflow of a changed template may have one of these.
    scheduler: schedules.role,
    api: apiRole,
    follow: followUp?.rules.role,
    end: end.role,
    life: life.role,
    submit: submit.role,
    decide: decide.role,
    read: read.role,
    issue: issue?.role,
    reconcile: reconcile.role,
    followUp: followUp?.stateMachine.role,
  };
}

/** The template without a synthesis: nothing is written to a disk, and no plug-in of the app runs. */
function templateOf(stack: Stack): any {
  const elements = stack.node.findAll().filter((node): node is CfnElement => CfnElement.isCfnElement(node));
  const parts = elements.map((element) => stack.resolve((element as any)._toCloudFormation()));
  return { Resources: Object.assign({}, ...parts.map(({ Resources }) => Resources ?? {})) };
}

/** The definition of a workflow as an object. Comments say nothing to AWS. */
export function definitionOf({ props }: ResourceModel): any {
  const walk = (level: any): any => {
    if (level === null || typeof level !== 'object') { return level; }
    const { Comment: _comment, ...rest } = level;
    const states = Object.entries<any>(rest.States ?? {}).map(([stateName, state]) => {
      if (state === null || typeof state !== 'object') { return [stateName, state]; }
      const { Comment: _said, ...given } = state;
      return [stateName, {
        ...given,
        ...(given.ItemProcessor ? { ItemProcessor: walk(given.ItemProcessor) } : {}),
        ...(Array.isArray(given.Branches) ? { Branches: given.Branches.map(walk) } : {}),
      }];
    });
    return { ...rest, States: Object.fromEntries(states) };
  };
  return walk(typeof props.DefinitionString === 'string' ? jsonOf(props.DefinitionString) : undefined);
}
