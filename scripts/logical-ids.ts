/**
 * The logical ids of the reference organization, one line each: a changed id replaces a user or a role in somebody's account.
 * Run as a script it accepts the ids as they are now; do that for a new resource, and for nothing else.
 */
import { writeFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { referenceOrganization } from '../examples/reference-org/app';

export const FILE = join(__dirname, '..', 'test', 'examples', 'logical-ids.txt');

/** The id of a deployment holds a hash of its API: it is replaced on purpose, and nobody knows it by a name. */
const NEW_WITH_EACH_CHANGE = ['AWS::ApiGateway::Deployment'];

/** `<stack> <logical id> <type> [physical name]`, sorted. */
export function logicalIds(app: App = referenceOrganization({ analyticsReporting: false })): string[] {
  return app.node.children.filter(Stack.isStack).flatMap((stack) => Object.entries(Template.fromStack(stack).toJSON().Resources as object)
    .filter(([, { Type }]) => !NEW_WITH_EACH_CHANGE.includes(Type))
    .map(([id, { Type, Properties }]) => [stack.node.path, id, Type, physicalName(Properties)].filter(Boolean).join(' '))).sort();
}

/** Names that people and policies know a resource by. */
function physicalName(properties: any = {}): string | undefined {
  const { UserName, RoleName, ManagedPolicyName, Name, AlarmName, TopicName } = properties;
  return [UserName, RoleName, ManagedPolicyName, Name, AlarmName, TopicName].find((name) => typeof name === 'string');
}

if (require.main === module) {
  writeFileSync(FILE, `${logicalIds().join('\n')}\n`);
}
