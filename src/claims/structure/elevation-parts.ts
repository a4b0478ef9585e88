import { listOf } from '../../analysis/policy/lists';
import { EVENT_SOURCE } from '../../elevation/engine/names';
import { AccessModel, ResourceModel } from '../model';
import { inStack, ofModel, ofType } from '../model-index';
import { WorkflowModel, workflowsOf } from '../workflow-model';

/** What one elevated access consists of, beside its roles, alarms and API. */
export interface ElevationParts {
  readonly ledger: ResourceModel;
  readonly workflows: readonly WorkflowModel[];
  /** The key of the ledger, if the templates hold it. */
  readonly key?: ResourceModel;
  /** Queues, buses, log groups and their policies beside the ledger. */
  readonly beside: (type: string) => readonly ResourceModel[];
  /** Whether a value names one of the workflows. */
  readonly starts: (value: unknown) => boolean;
}

/** Every elevated access of the app, by its ledger. */
export const elevationsOf = ofModel((model): readonly ElevationParts[] => (
  ofType(model, 'AWS::DynamoDB::Table').filter(({ props }) => JSON.stringify(props.GlobalSecondaryIndexes ?? '').includes('ByRequester'))
    .map((ledger) => partsOf(model, ledger))));

function partsOf(model: AccessModel, ledger: ResourceModel): ElevationParts {
  const beside = (type: string) => inStack(model, ledger.stack, type);
  const workflows = workflowsAround(model, ledger);
  const keyArn = String(ledger.props.SSESpecification?.KMSMasterKeyId ?? '');
  return {
    ledger,
    workflows,
    key: beside('AWS::KMS::Key').find(({ logicalId }) => keyArn.endsWith(`/unresolved-${logicalId}`)),
    beside,
    starts: (value) => {
      const text = JSON.stringify(value ?? '');
      return workflows.some(({ resource }) => new RegExp(`unresolved-${resource.logicalId}(?![0-9A-Za-z])`).test(text));
    },
  };
}

/** The workflows with the ledger, and what follows them up: without an archive, that one doesn't read the ledger, but logs where they do. */
function workflowsAround(model: AccessModel, ledger: ResourceModel): WorkflowModel[] {
  const text = ({ resource }: WorkflowModel) => String(resource.props.DefinitionString);
  const logGroups = ({ resource: { props } }: WorkflowModel) => (
    listOf(props.LoggingConfiguration?.Destinations).map((one: any) => String(one?.CloudWatchLogsLogGroup?.LogGroupArn)));
  const all = workflowsOf(model);
  const own = all.filter((workflow) => text(workflow).includes(`unresolved-${ledger.logicalId}`));
  const logs = new Set(own.flatMap(logGroups));
  return all.filter((workflow) => own.includes(workflow)
    || workflow.resource.stack === ledger.stack && text(workflow).includes(EVENT_SOURCE) && logGroups(workflow).some((arn) => logs.has(arn)));
}
