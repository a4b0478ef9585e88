import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { dependOn } from '../../src/private/depend-on';

function twoResources(): [Stack, CfnResource, CfnResource] {
  const stack = new Stack(new App(), 'Stack');
  return [stack, new CfnResource(stack, 'First', { type: 'A::B::C' }), new CfnResource(stack, 'Second', { type: 'A::B::C' })];
}

test('a resource waits for another', () => {
  const [stack, first, second] = twoResources();
  dependOn(second, first);
  Template.fromStack(stack).templateMatches({ Resources: { Second: { DependsOn: ['First'] } } });
});

test('the method of newer versions is used where there is one, and that of older ones elsewhere', () => {
  const calls: string[] = [];
  const older = { addDependency: () => calls.push('older') };
  dependOn({ ...older, addResourceDependency: () => calls.push('newer') } as any, {} as any);
  dependOn(older as any, {} as any);
  expect(calls).toEqual(['newer', 'older']);
});

test('no other file of the library calls the older method: it prints a warning at each synthesis', () => {
  const src = join(__dirname, '..', '..', 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('depend-on.ts'));
  expect(files.filter((file) => /(?<!node)\.addDependency\(/.test(readFileSync(join(src, file), 'utf8')))).toEqual([]);
});
