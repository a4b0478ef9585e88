import { list } from './parts';
import { trailsInto, watchedGroups } from '../alarm-chain/log-group';
import { AccessModel, ResourceModel } from '../model';
import { ofModel, ofType } from '../model-index';

/** The trail that the alarms read, as far as the templates hold it. */
export interface TrailParts {
  readonly trails: readonly ResourceModel[];
  readonly logGroups: readonly ResourceModel[];
  /** What the trails and log groups need: role, policies and keys, referred to or only waited for. */
  readonly needs: readonly ResourceModel[];
}

export const trailParts = ofModel((model): TrailParts => {
  const groups = watchedGroups(model);
  const trails = [...new Set(groups.flatMap((group) => trailsInto(model, group)))];
  const logGroups = groups.flatMap(({ resource }) => resource ?? []);
  const keys = logGroups.flatMap(({ props, stack }) => keyOf(model, props.KmsKeyId, stack.account));
  return { trails, logGroups, needs: [...trails.flatMap((trail) => needsOf(model, trail)), ...keys] };
});

/** What a trail waits for may be a policy that names the bucket in another way. */
const WAITED_FOR = /^AWS::(IAM|KMS|S3)::/;

function needsOf(model: AccessModel, { props, stack, logicalId }: ResourceModel): ResourceModel[] {
  const here = (one: ResourceModel) => one.stack.account === stack.account;
  const role = [...model.otherRoles, ...model.roles].find(({ arn, resource }) => here(resource) && arn === props.CloudWatchLogsRoleArn);
  const after = list(stack.template?.Resources?.[logicalId]?.DependsOn);
  return [
    ...(role ? [role.resource, ...role.attachedBy] : []),
    ...ofType(model, 'AWS::S3::BucketPolicy').filter((policy) => here(policy) && policy.props.Bucket === props.S3BucketName),
    ...keyOf(model, props.KMSKeyId, stack.account),
    ...model.resources.filter((one) => one.stack === stack && after.includes(one.logicalId) && WAITED_FOR.test(one.type)),
  ];
}

/** The key of a reference, if the templates hold it. */
export function keyOf(model: AccessModel, reference: unknown, account: string): ResourceModel[] {
  return reference === undefined ? [] : ofType(model, 'AWS::KMS::Key').filter(({ ref, arn, stack }) => stack.account === account && [ref, arn].includes(String(reference)));
}
