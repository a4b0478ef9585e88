/**
 * The logical ids and physical names of the reference organization, the TypeScript example and the integ apps, one line each: a changed id or
 * name replaces a user or a role in an account. Run as a script it accepts the ids as they are now; do that for a new resource, and
 * for nothing else.
 *
 * The integ apps are read from their snapshots, which `npm run integ` holds to the apps.
 */
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { referenceOrganization } from '../examples/reference-org/app';
import { BreakGlassStack } from '../examples/typescript/break-glass-stack';
import { ElevatedAccessStack } from '../examples/typescript/elevated-access-stack';

const ROOT = join(__dirname, '..');
export const FILE = join(ROOT, 'test', 'examples', 'logical-ids.txt');

/** The id of a deployment holds a hash of its API: each change of the API replaces it on purpose. */
const NEW_WITH_EACH_CHANGE = ['AWS::ApiGateway::Deployment'];

/** `<app>/<stack> <logical id> <type> [names]`, sorted. */
export function logicalIds(): string[] {
  return [...idsOf('reference-org', referenceOrganization({ analyticsReporting: false })), ...idsOf('typescript', typescriptExample()), ...snapshotIds()].sort();
}

export function idsOf(name: string, app: App): string[] {
  return app.node.children.filter(Stack.isStack).flatMap((stack) => lines(`${name}/${stack.node.path}`, Template.fromStack(stack).toJSON()));
}

function typescriptExample(): App {
  const app = new App({ analyticsReporting: false });
  new BreakGlassStack(app, 'BreakGlass', { env: { account: '111111111111', region: 'eu-central-1' } });
  new ElevatedAccessStack(app, 'ElevatedAccess', { env: { account: '222222222222', region: 'eu-central-1' } });
  return app;
}

/** Stacks of assertions are left out: they last as long as their test. */
function snapshotIds(): string[] {
  const files = readdirSync(join(ROOT, 'integ'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json') && !/DefaultTestDeployAssert[0-9A-F]{8}\.template\.json$/.test(file));
  return files.flatMap((file) => {
    const [, app, stack] = /^(.+?)\..*\/(.+)\.template\.json$/.exec(file.replace(/^integ\./, ''))!;
    return lines(`integ.${app}/${stack}`, JSON.parse(readFileSync(join(ROOT, 'integ', file), 'utf8')));
  });
}

function lines(stack: string, template: { readonly Resources?: object }): string[] {
  return Object.entries<any>(template.Resources ?? {}).filter(([, { Type }]) => !NEW_WITH_EACH_CHANGE.includes(Type))
    .map(([id, { Type, Properties }]) => [stack, id, Type, ...physicalNames(Type, Properties)].join(' '));
}

/** Names that people and policies know a resource by: `Name`, or `RoleName` of a role, `FilterName` of a metric filter; and those of its inline policies. */
export function physicalNames(type: string, properties: { readonly [name: string]: any } = {}): string[] {
  const own = Object.entries(properties).filter(([key]) => {
    const [, kind] = /^(\w*)Name$/.exec(key) ?? [];
    return kind !== undefined && type.endsWith(kind);
  });
  const inline = Array.isArray(properties.Policies) ? properties.Policies.map(({ PolicyName }: any) => PolicyName).filter(Boolean) : [];
  return [...own.map(([, value]) => value), ...inline].map(shown);
}

/** A value with CloudFormation's functions in short: `topic-${AWS::Region}`. */
function shown(value: any): string {
  if (typeof value !== 'object' || value === null) { return String(value); }
  const [[name, argument]] = Object.entries<any>(value);
  switch (name) {
    case 'Ref': return `\${${argument}}`;
    case 'Fn::GetAtt': return `\${${[argument].flat().join('.')}}`;
    case 'Fn::Join': return argument[1].map(shown).join(argument[0]);
    default: return JSON.stringify(value);
  }
}

if (require.main === module) {
  writeFileSync(FILE, `${logicalIds().join('\n')}\n`);
}
