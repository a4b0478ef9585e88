import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { referenceOrganization } from '../../examples/reference-org/app';
import { BreakGlassUser } from '../../src';

function findings(app: App): string[] {
  const pack = new AwsSolutionsChecks(app);
  return app.node.children.filter(Stack.isStack).flatMap((stack) => pack.validateScope(stack).violations
    .flatMap((violation) => violation.violatingResources.map((resource) => `${violation.ruleName} ${resource.constructPath}`)));
}

test('the reference organization has no open finding of the AwsSolutions rules', () => {
  expect(findings(referenceOrganization({ analyticsReporting: false }))).toEqual([]);
});

test('every acknowledged finding has a reason of a sentence', () => {
  const app = referenceOrganization({ analyticsReporting: false });
  const reasons = app.node.findAll().flatMap((node) => node.node.metadata)
    .filter((entry) => entry.type === 'aws:cdk:acknowledged-rules').flatMap((entry) => Object.entries(entry.data as { [id: string]: string }));
  expect(reasons.length).toBeGreaterThan(100);
  expect(reasons.filter(([, reason]) => !/^[A-Z].{40,}\.$/.test(reason))).toEqual([]);
});

test('what a user adds beside our policies is still reported', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const jane = new BreakGlassUser(stack, 'Jane', { responderName: 'Jane Doe', responderEmail: 'jane@example.com', emergencyContact: 'oncall@example.com' });
  new iam.ManagedPolicy(jane, 'Own', { statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })] });
  expect(findings(app).map((finding) => finding.split(' ')[0]).sort()).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::*]']);
});
