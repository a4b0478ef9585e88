import { differencesOf, HARMLESS, without } from './differences';
import { FoundElevation, WrittenElevation } from './elevation-written';
import { AccessModel, ResourceModel } from '../model';

/** Where an API stands, and how it is counted: nothing about what a call does. */
const AROUND = ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::DocumentationPart', 'AWS::ApiGateway::DocumentationVersion', 'AWS::ApiGateway::UsagePlan'];

/** Properties that hold only what CloudFormation makes up, or a name. */
const PLACE = ['RestApiId', 'ResourceId', 'DeploymentId', ...HARMLESS];

/** What an API consists of, beside what only stands around it. */
export function partsOfApi(resources: readonly ResourceModel[], { logicalId }: ResourceModel): ResourceModel[] {
  // By `Ref`, or by an attribute that gives the same.
  const ids = [`unresolved-${logicalId}`, `unresolved-${logicalId}.RestApiId`];
  return resources.filter(({ type, props }) => (
    type.startsWith('AWS::ApiGateway::') && ids.includes(String(props.RestApiId)) && !AROUND.includes(type)));
}

/** How the API differs from the one that the library writes, by resource. */
export function* apiDifferences(
  model: AccessModel, found: FoundElevation, written: WrittenElevation,
): Iterable<readonly [ResourceModel, string, readonly string[]]> {
  const api = found.api!;
  const [has, may] = [partsOfApi(model.resources, api), partsOfApi(written.all, api)];
  const twin = written.all.find(({ logicalId, type }) => type === api.type && logicalId === api.logicalId);
  const paths = (methods: readonly ResourceModel[], all: readonly ResourceModel[]) => (
    new Map(methods.map((method) => [`${method.props.HttpMethod} ${pathOf(method.props.ResourceId, all)}`, method])));
  const isMethod = ({ type }: ResourceModel) => type === 'AWS::ApiGateway::Method';
  const [methods, meant] = [paths(has.filter(isMethod), has), paths(may.filter(isMethod), may)];
  yield [api, 'is the API that the library writes', [
    ...differencesOf(without(api.props, 'Name', ...HARMLESS), without(twin?.props, 'Name', ...HARMLESS)),
    ...[...meant.keys()].filter((path) => !methods.has(path)).map((path) => `there is no ${path}`),
    ...(has.filter(isMethod).length > methods.size ? ['a path has a method twice'] : []),
    ...[...answers(may).keys()].filter((type) => !answers(has).has(type)).map((type) => `there is no answer of its own for ${type}`),
  ]];
  for (const [path, method] of methods) {
    const one = meant.get(path);
    yield [method, `is ${path} as the library writes it`, one
      ? differencesOf(without(method.props, ...PLACE), without(one.props, ...PLACE)) : ['the library writes no such method']];
  }
  const stage = may.find(({ type }) => type === 'AWS::ApiGateway::Stage');
  for (const resource of has) {
    switch (resource.type) {
      case 'AWS::ApiGateway::Method': case 'AWS::ApiGateway::Resource': break;
      case 'AWS::ApiGateway::Stage':
        yield [resource, 'is the stage that the library writes', [
          ...differencesOf(without(resource.props, ...PLACE), without(stage?.props, ...PLACE)),
          ...(has.some(({ type, logicalId }) => type === 'AWS::ApiGateway::Deployment' && resource.props.DeploymentId === `unresolved-${logicalId}`)
            ? [] : [`DeploymentId is ${resource.props.DeploymentId}, which is no deployment of this API`]),
        ]];
        break;
      case 'AWS::ApiGateway::Deployment':
        yield [resource, 'deploys the API as it is', Object.keys(without(resource.props, 'RestApiId', 'Description')).map((key) => `${key} is set: the library writes none`)];
        break;
      case 'AWS::ApiGateway::GatewayResponse': {
        const one = answers(may).get(resource.props.ResponseType);
        yield [resource, 'is an answer that the library writes', one
          ? differencesOf(without(resource.props, ...PLACE), without(one.props, ...PLACE)) : [`the library writes none for ${resource.props.ResponseType}`]];
        break;
      }
      default: yield [resource, 'is a part of the API that the library writes', [`the library writes no ${resource.type}`]];
    }
  }
}

/** What API Gateway answers in its own name, by the reason. */
function answers(parts: readonly ResourceModel[]): ReadonlyMap<string, ResourceModel> {
  return new Map(parts.filter(({ type }) => type === 'AWS::ApiGateway::GatewayResponse').map((one) => [String(one.props.ResponseType), one]));
}

/** The path of a method's resource. */
function pathOf(id: unknown, all: readonly ResourceModel[]): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  let at = id;
  for (;;) {
    const resource = all.find(({ type, logicalId }) => type === 'AWS::ApiGateway::Resource' && at === `unresolved-${logicalId}`);
    if (!resource || seen.has(at)) { break; }
    seen.add(at);
    parts.unshift(String(resource.props.PathPart));
    at = resource.props.ParentId;
  }
  return `/${parts.join('/')}`;
}
