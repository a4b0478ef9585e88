import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ElevationSettings } from './elevated-access-checks';
import { WorkflowContext } from './engine/context';
import { EVENT_SOURCE } from './engine/names';
import { Rulebook } from './engine/rule-data';
import { deniedRoles } from './grants/kinds';
import { ElevationMachines } from './machines';
import { ElevationApi } from './resources/api';
import { ElevationArchive } from './resources/archive';
import { ElevationFollowUp } from './resources/follow-up';
import { useKeyThrough } from './resources/key-use';
import { ElevationSchedules } from './resources/schedules';
import { ElevationStore, elevationStore } from './resources/store';
import { NotificationTarget } from '../detection/notification-target';

/** Everything that decides what elevated access consists of, beside its alarms and metrics. */
export interface ElevationInputs {
  readonly rulebook: Rulebook;
  readonly settings: ElevationSettings;
  readonly instanceArn: string;
  readonly identityStoreId: string;
  /** Account that owns the identity store: not that of a delegated administrator. */
  readonly identityStoreAccount: string;
  /** Whether the account's role for the logs of API Gateway is made as well. */
  readonly makeApiAccountRole: boolean;
  readonly encryptionKey?: kms.IKey;
  readonly sessionRevocationPolicyId?: string;
  readonly notify: readonly NotificationTarget[];
}

/** The constructs of elevated access, beside its alarms and metrics. */
export interface ElevationCore {
  readonly store: ElevationStore;
  readonly schedules: ElevationSchedules;
  readonly machines: ElevationMachines;
  readonly followUp?: { readonly stateMachine: StateMachine; readonly rules: ElevationFollowUp; readonly bucket?: s3.Bucket };
  readonly api: apigateway.RestApi;
  /** Address of the API, without a slash at its end. */
  readonly apiUrl: string;
  readonly apiRole: iam.IRole;
}

/** Creates ledger, schedules, workflows and API. The claims call it as well, to compare a template with what it creates for the same inputs. */
export function elevationCore(scope: Construct, inputs: ElevationInputs): ElevationCore {
  const { rulebook, settings } = inputs;
  const store = elevationStore(scope, inputs.encryptionKey);
  const schedules = new ElevationSchedules(scope, store);
  const machines = new ElevationMachines(scope, {
    context: contextOf(scope, inputs, store, schedules), store, instanceArn: inputs.instanceArn, auditors: settings.auditors,
  });
  schedules.allowStart(machines.end);
  schedules.allowRemovalOfDenies(deniedRoles(rulebook));
  schedules.startReconciler(settings.reconcileInterval, machines.reconcile);
  const followUp = followUpOf(scope, inputs, store, machines);
  const { api, url: apiUrl, role: apiRole } = new ElevationApi(scope, 'Api', {
    ...machines, logGroup: store.logGroup, encryptionKey: store.key, makeAccountRole: inputs.makeApiAccountRole,
  });
  return { store, schedules, machines, followUp, api, apiUrl, apiRole };
}

function contextOf(scope: Construct, inputs: ElevationInputs, store: ElevationStore, schedules: ElevationSchedules): WorkflowContext {
  const { ledger: { table }, bus, deadLetters } = store;
  const { account, partition } = Stack.of(scope);
  return {
    rulebook: inputs.rulebook,
    tableName: table.tableName,
    tableArn: table.tableArn,
    keepSeconds: inputs.settings.ledgerRetention.toSeconds(),
    scpId: inputs.sessionRevocationPolicyId,
    busName: bus.eventBusName,
    busArn: bus.eventBusArn,
    identityStoreId: inputs.identityStoreId,
    identityStoreAccount: inputs.identityStoreAccount,
    partition,
    account,
    scheduleGroup: schedules.groupName,
    scheduleArn: schedules.schedulesArn,
    schedulerRoleArn: schedules.role.roleArn,
    deadLetterArn: deadLetters.queueArn,
    deadLetterUrl: deadLetters.queueUrl,
  };
}

/** Only if reviews, findings or copies are wanted. */
function followUpOf(scope: Construct, { settings, notify }: ElevationInputs, { key, bus }: ElevationStore, machines: ElevationMachines): ElevationCore['followUp'] {
  const { reviews, findings, archiveRetention } = settings;
  const bucket = archiveRetention && new ElevationArchive(scope, 'Archive', { retention: archiveRetention, encryptionKey: key }).bucket;
  if (!reviews && !findings && !bucket) { return undefined; }
  const stateMachine = machines.followUp({
    reviews, findings, region: Stack.of(scope).region, bucket: bucket && { name: bucket.bucketName, arn: bucket.bucketArn },
  });
  if (bucket) { useKeyThrough(stateMachine.role, key, 's3'); }
  const rules = new ElevationFollowUp(scope, 'Follow', { bus, source: EVENT_SOURCE, stateMachine, encryptionKey: key, foreign: reviews, notify });
  return { stateMachine, rules, bucket };
}
