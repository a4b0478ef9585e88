import { App, Stack } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { BreakGlassUser, identity, UserState } from '../../../src';
import { prove, readAssembly, SynthesizedStack } from '../../../src/claims/internal';

const SECURITY = '111111111111';

function account(): SynthesizedStack[] {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Security', { env: { account: SECURITY, region: 'us-east-1' } });
  new identity.AccountPasswordPolicy(stack, 'Rules');
  new BreakGlassUser(stack, 'Jane', {
    responderName: 'Jane Doe',
    responderEmail: 'jane@example.com',
    emergencyContact: 'oncall@example.com',
    state: UserState.COMMISSIONED,
    custodians: ['A', 'B'].map((name) => new ArnPrincipal(`arn:aws:iam::${SECURITY}:role/Custodian${name}`)),
  });
  return readAssembly(app.synth().directory);
}

const untouched = JSON.stringify(account());

/** What the claim about password rules says after a change of the template. */
function faults(change: (resources: any, fn: string) => void): string[] {
  const stacks: SynthesizedStack[] = JSON.parse(untouched);
  const { Resources } = stacks[0].template;
  change(Resources, Object.keys(Resources).find((id) => Resources[id].Type === 'AWS::Lambda::Function')!);
  return prove(stacks).filter(({ id }) => id === 'password-rules-lock-nobody-out').flatMap(({ counterExamples }) => counterExamples.map((found) => JSON.stringify(found)));
}

test('the library\'s own rules hold', () => {
  expect(faults(() => undefined)).toEqual([]);
});

describe('the function that sets the rules', () => {
  test.each([
    ['an address', 'AWS::Lambda::Url', (fn: unknown) => ({ TargetFunctionArn: fn, AuthType: 'NONE' })],
    ['a permission', 'AWS::Lambda::Permission', (fn: unknown) => ({ FunctionName: fn, Action: 'lambda:InvokeFunction', Principal: '*' })],
    ['events', 'AWS::Lambda::EventSourceMapping', (fn: unknown) => ({ FunctionName: fn, EventSourceArn: 'arn:aws:sqs:us-east-1:111111111111:orders' })],
    ['an alias', 'AWS::Lambda::Alias', (fn: unknown) => ({ FunctionName: fn, Name: 'live', FunctionVersion: '$LATEST' })],
  ])('with %s is called by others than CloudFormation', (_, type, props) => {
    const found = faults((resources, fn) => { resources.More = { Type: type, Properties: props({ Ref: fn }) }; });
    expect(found).toEqual([expect.stringContaining(`the ${type} More lets others call`)]);
  });

  test.each([
    ['code in the template', { Code: { ZipFile: 'exports.handler = async () => ({})' } }, 'whose code isn\'t CDK\'s'],
    ['another handler', { Handler: 'other.handler' }, 'whose code isn\'t CDK\'s'],
    ['an environment', { Environment: { Variables: { NODE_OPTIONS: '--require /opt/own.js' } } }, 'which has Environment'],
    ['layers', { Layers: ['arn:aws:lambda:us-east-1:999988887777:layer:own:1'] }, 'which has Layers'],
  ])('with %s does what CDK\'s doesn\'t', (_, props, said) => {
    expect(faults((resources, fn) => Object.assign(resources[fn].Properties, props))).toEqual([expect.stringContaining(said)]);
  });

  test('of another purpose may have all of that', () => {
    expect(faults((resources, fn) => {
      resources.Other = { Type: 'AWS::Lambda::Function', Properties: { ...resources[fn].Properties, Environment: { Variables: { A: 'b' } } } };
      resources.Url = { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: { Ref: 'Other' }, AuthType: 'AWS_IAM' } };
    })).toEqual([]);
  });
});
