import { partsOfApi } from './elevation-api';
import { comparedElevations, FoundElevation } from './elevation-written';
import { AccessModel, ResourceModel, RoleModel } from '../model';
import { ofModel, ofType } from '../model-index';

/** The resources of elevated access that claims compare with what the library writes. Its alarms and rules are known by their names. */
export const elevationResources = ofModel((model): ReadonlySet<ResourceModel> => (
  new Set(comparedElevations(model).flatMap(({ found }) => resourcesOf(model, found)))));

function resourcesOf(model: AccessModel, { resources, roles, api, parts }: FoundElevation): ResourceModel[] {
  const isRole = (role: RoleModel | undefined): role is RoleModel => role !== undefined;
  return [
    ...Object.values(resources).filter((resource) => resource !== undefined),
    ...Object.values(roles).filter(isRole).flatMap(({ resource, attachedBy }) => [resource, ...attachedBy]),
    ...(api ? [api, ...partsOfApi(model.resources, api)] : []),
    ...policiesOn(model, 'AWS::SQS::QueuePolicy', 'Queues', resources.deadLetters),
    ...policiesOn(model, 'AWS::S3::BucketPolicy', 'Bucket', resources.bucket),
    ...policiesOn(model, 'AWS::Events::EventBusPolicy', 'EventBusName', resources.bus),
    ...parts.beside('AWS::Logs::ResourcePolicy').filter(({ props }) => /^elevation-events-/.test(String(props.PolicyName))),
  ];
}

/** Policies that name a resource by its reference. */
function policiesOn(model: AccessModel, type: string, property: string, part: ResourceModel | undefined): ResourceModel[] {
  return part === undefined ? [] : ofType(model, type).filter(({ props, stack }) => (
    stack.account === part.stack.account && JSON.stringify(props[property] ?? '').includes(`"${part.ref}"`)));
}
