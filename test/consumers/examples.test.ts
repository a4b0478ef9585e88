import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BreakGlassStack } from '../../examples/typescript/break-glass-stack';
import { ElevatedAccessStack } from '../../examples/typescript/elevated-access-stack';
import { BreakGlassChecks } from 'cdk-break-glass-checks';

const region = 'eu-central-1';

/** The app that the examples have in each language; `npm run consumers` holds the others to this one. */
function example(options: { readonly elevatedAccess: boolean }): App {
  const app = new App({ analyticsReporting: false });
  new BreakGlassStack(app, 'BreakGlass', { env: { account: '111111111111', region } });
  if (options.elevatedAccess) { new ElevatedAccessStack(app, 'ElevatedAccess', { env: { account: '222222222222', region } }); }
  return app;
}

const breakGlass = (options: { readonly elevatedAccess: boolean }) => example(options).synth().getStackByName('BreakGlass');

test('break-glass access is the same with elevated access beside it, byte for byte, and waits for none of it', () => {
  const together = breakGlass({ elevatedAccess: true });
  expect(JSON.stringify(together.template)).toBe(JSON.stringify(breakGlass({ elevatedAccess: false }).template));
  expect(together.dependencies.map(({ id }) => id)).toEqual(['BreakGlass.assets']);
});

test('elevated access waits for nothing of break-glass access', () => {
  const { dependencies } = example({ elevatedAccess: true }).synth().getStackByName('ElevatedAccess');
  expect(dependencies.map(({ id }) => id)).toEqual(['ElevatedAccess.assets']);
});

test.each([
  ['AwsSolutions rules', (app: App) => new AwsSolutionsChecks(app)],
  ['library\'s own pack', (app: App) => new BreakGlassChecks(app)],
])('the examples have no open finding of the %s', (_, pack) => {
  const app = example({ elevatedAccess: true });
  const stacks = app.node.children.filter(Stack.isStack);
  expect(stacks).toHaveLength(2);
  const { violations } = pack(app).validateScope(app);
  expect(violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`))).toEqual([]);
});
