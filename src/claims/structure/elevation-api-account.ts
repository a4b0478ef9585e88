/** API Gateway's role for logs, without which the stage of elevated access can't be made. It is one for all APIs of an account and Region. */
import { beyond } from './compare';
import { listOf } from '../../analysis/policy/lists';
import { Statement } from '../../private/policy-document';
import { assumed, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { ofType } from '../model-index';

const TRUST = { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' } as unknown as Statement;
const POLICY = ':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/** What the app says about the role in the account and Region of an API. */
export function* accountRole(model: AccessModel, api: ResourceModel, stage: ResourceModel | undefined): Iterable<Question> {
  const { account, region, template } = api.stack;
  const waited = [template?.Resources?.[stage?.logicalId ?? '']?.DependsOn].flat();
  const settings = ofType(model, 'AWS::ApiGateway::Account').filter(({ stack }) => stack.account === account && stack.region === region);
  if (settings.length === 0) {
    yield assumed(`API Gateway in ${account}, ${region}`,
      'has a role for logs, which this app doesn\'t make: without it no stage with an access log can be made', 'aws apigateway get-account');
  }
  for (const setting of settings) {
    const arn = setting.props.CloudWatchRoleArn;
    const role = model.otherRoles.find((one) => one.arn === arn);
    const late = stage?.stack === setting.stack && !waited.includes(setting.logicalId);
    const faults = [
      ...(arn === undefined ? ['it takes the role away: the stage can\'t be made, and no call is logged'] : []),
      ...(late ? [`the stage ${stage.logicalId} doesn't depend on it, and may come first`] : []),
      ...(setting.condition === undefined ? [] : [`it has the condition ${setting.condition}`]),
      ...(role ? [
        ...beyond(role.trust, [TRUST]).map((more) => `its role ${role.resource.logicalId} trusts: ${more}`),
        ...(listOf(role.resource.props.ManagedPolicyArns).some((policy) => String(policy).endsWith(POLICY))
          ? [] : [`its role ${role.resource.logicalId} doesn't have AmazonAPIGatewayPushToCloudWatchLogs`]),
        ...(role.boundary ? [`its role ${role.resource.logicalId} has a boundary`] : []),
      ] : []),
    ];
    yield fact(setting, 'lets API Gateway write the log of the API', faults.length === 0, faults.join('; ') || 'as written');
    if (arn !== undefined && !role) {
      yield assumed(setting, `gives API Gateway the role ${arn}, which it may assume, with AmazonAPIGatewayPushToCloudWatchLogs`, 'aws apigateway get-account');
    }
  }
}
