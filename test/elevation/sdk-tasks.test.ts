import { execFileSync, spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { everything } from './support/everything';
import { resolvedTemplate, resourcesOfType } from '../support/resolve';

const ROOT = join(__dirname, '..', '..');
const PYTHON = join(ROOT, '.venv', 'bin', 'python');

interface Answer {
  readonly tasks: readonly string[];
  readonly errors: readonly string[];
  /** Errors whose service isn't called. */
  readonly others: readonly string[];
  readonly faults: readonly string[];
}

if (!existsSync(PYTHON)) { execFileSync('bash', [join(ROOT, 'scripts', 'python-env.sh')], { stdio: 'inherit' }); }

/** Asks the models of botocore, which are those of AWS's own SDKs. */
function asked(workflows: Record<string, any>): Record<string, Answer> {
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'support', 'sdk_tasks.py')], {
    encoding: 'utf8', input: JSON.stringify(workflows), maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) { throw new Error(stderr); }
  return JSON.parse(stdout);
}

function workflowsOf(stack: Stack): Record<string, any> {
  const machines = Object.entries<any>(resourcesOfType(resolvedTemplate(stack), 'AWS::StepFunctions::StateMachine'));
  return Object.fromEntries(machines.map(([id, { DefinitionString }]) => [id, JSON.parse(DefinitionString)]));
}

const workflows = workflowsOf(everything());
const answers = asked(workflows);
const task = (resource: string, more: object = {}) => asked({
  one: { StartAt: 'Call', QueryLanguage: 'JSONata', States: { Call: { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${resource}`, End: true, ...more } } },
}).one.faults;

describe.each(Object.keys(workflows))('the tasks of %s', (name) => {
  test('call, name and catch what the SDK has', () => {
    expect(answers[name].faults).toEqual([]);
  });

  test('name no error of a service that they don\'t call', () => {
    expect(answers[name].others.filter((error) => !/^(States|StepFunctions)\./.test(error))).toEqual([]);
  });
});

test('all of them are asked: calls and errors of many services', () => {
  const tasks = new Set(Object.values(answers).flatMap((answer) => answer.tasks));
  const errors = new Set(Object.values(answers).flatMap((answer) => answer.errors));
  expect(tasks.size).toBeGreaterThanOrEqual(29);
  expect(errors.size).toBeGreaterThanOrEqual(8);
});

describe('a fault would be found:', () => {
  test('a call that isn\'t there', () => {
    expect(task('dynamodb:fetchItem')).toEqual(['there is no dynamodb:fetchItem']);
  });

  test('a parameter in the API\'s own case', () => {
    expect(task('sts:getCallerIdentity', { Arguments: { name: 'x' } })).toEqual(['sts:getCallerIdentity has no name']);
    expect(task('ssoadmin:listInstances', { Arguments: { maxResults: 1 } })).toEqual(['ssoadmin:listInstances has no maxResults']);
  });

  test('a parameter that is left out, also within another', () => {
    expect(task('dynamodb:getItem', { Arguments: { TableName: 'ledger' } })).toEqual(['dynamodb:getItem needs Key']);
    expect(task('dynamodb:transactWriteItems', { Arguments: { TransactItems: [{ Put: { TableName: 'ledger' } }] } })).toEqual(['dynamodb:transactWriteItems needs TransactItems.Put.Item']);
  });

  test('an error by the name of the API, or of nothing', () => {
    const caught = (error: string) => task('iam:getRole', { Arguments: { RoleName: 'r' }, Catch: [{ ErrorEquals: [error], Next: 'Call' }] });
    expect(caught('Iam.NoSuchEntityException')).toEqual([]);
    expect(caught('Iam.NoSuchEntity')).toEqual(['no service ends with Iam.NoSuchEntity']);
    expect(caught('Iam.NoSuchRoleException')).toEqual(['no service ends with Iam.NoSuchRoleException']);
  });
});
