import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { referenceOrganization } from '../../examples/reference-org/app';

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'break-glass-floor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The code and the runtime of custom resource providers are aws-cdk-lib's own, and move with it. */
function withoutProviders(template: { Resources: Record<string, any> }): unknown {
  const resources = Object.entries(template.Resources).map(([id, resource]) => (resource.Type === CfnFunction.CFN_RESOURCE_TYPE_NAME
    ? [id, { ...resource, Properties: { ...resource.Properties, Code: 'of the provider', Runtime: 'of the provider' } }]
    : [id, resource]));
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** In a process of its own, where nothing maps aws-cdk-lib to the newest. */
function floorTemplates(): Record<string, any> {
  const app = join('examples', 'reference-org', 'app.ts');
  execFileSync(join(ROOT, 'node_modules', '.bin', 'tsx'), ['--tsconfig', 'tsconfig.dev.json', app], { cwd: ROOT, env: { ...process.env, CDK_OUTDIR: folder } });
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const stacks = Object.entries<any>(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  return Object.fromEntries(stacks.map(([name, { properties }]) => [name, JSON.parse(readFileSync(join(folder, properties.templateFile), 'utf8'))]));
}

test('the newest aws-cdk-lib gives the templates of the oldest that is supported', () => {
  const floor = floorTemplates();
  const stacks = referenceOrganization({ analyticsReporting: false }).node.children.filter(Stack.isStack);
  expect(stacks.map(({ stackName }) => stackName).sort()).toEqual(Object.keys(floor).sort());
  for (const stack of stacks) {
    const { CDKMetadata, ...Resources } = floor[stack.stackName].Resources;
    expect([stack.stackName, withoutProviders(Template.fromStack(stack).toJSON() as any)])
      .toEqual([stack.stackName, withoutProviders({ ...floor[stack.stackName], Resources })]);
  }
});
