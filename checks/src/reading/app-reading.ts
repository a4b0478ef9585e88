import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { referencesIn, resolvedDefinition } from './resolution';
import { Resource } from './resource';

/**
 * What the rules see of an app: its resources by type, each resolved once. A rule about one resource often depends on
 * others, in other stacks too: the alarm of a role, the boundary, the second user.
 */
export class AppReading {
  private readonly nodes = new Map<string, CfnResource[]>();
  private readonly byPath = new Map<string, CfnResource>();
  private readonly resources = new Map<CfnResource, Resource>();
  private readonly answers = new Map<string, unknown>();

  /** `words`: further patterns by which names, paths and tags say that something is for emergencies. */
  constructor(root: IConstruct, public readonly words: readonly RegExp[] = []) {
    for (const node of root.node.findAll()) {
      if (!CfnResource.isCfnResource(node)) { continue; }
      this.byPath.set(node.node.path, node);
      this.nodes.set(node.cfnResourceType, [...this.nodes.get(node.cfnResourceType) ?? [], node]);
    }
  }

  public resource(node: CfnResource): Resource {
    let resource = this.resources.get(node);
    if (!resource) {
      const definition = resolvedDefinition(node, (id) => this.pathsIn(node.stack).get(id));
      resource = {
        node,
        type: node.cfnResourceType,
        logicalId: logicalIdOf(node),
        properties: definition.Properties ?? {},
        deletionPolicy: definition.DeletionPolicy,
        updateReplacePolicy: definition.UpdateReplacePolicy,
      };
      this.resources.set(node, resource);
    }
    return resource;
  }

  public ofType(...types: string[]): Resource[] {
    return types.flatMap((type) => this.nodes.get(type) ?? []).map((node) => this.resource(node));
  }

  /** The app's resources that a value refers to; an imported one isn't among them. */
  public referredTo(value: unknown): Resource[] {
    const nodes = referencesIn(value).map(({ path }) => this.byPath.get(path)).filter((node) => node !== undefined);
    return [...new Set(nodes)].map((node) => this.resource(node));
  }

  /** Remembers what takes a look at the whole app. */
  public once<T>(question: string, answer: () => T): T {
    if (!this.answers.has(question)) { this.answers.set(question, answer()); }
    return this.answers.get(question) as T;
  }

  /** By logical id. */
  private pathsIn(stack: Stack): Map<string, string> {
    return this.once(`paths in ${stack.node.path}`, () => new Map([...this.byPath.values()].filter((node) => node.stack === stack)
      .map((node) => [logicalIdOf(node), node.node.path])));
  }
}

function logicalIdOf(node: CfnResource): string {
  return String(node.stack.resolve(node.logicalId));
}
