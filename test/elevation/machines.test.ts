import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { definitionFindings } from './support/definition-checks';
import { ACCOUNT, CONTAIN_RULE, DIRECTORY, elevatedAccess, FIELDS, importedUser, jane, mary, PAYMENTS, REVIEW_RULE, WEB } from './support/fixture';
import { customRule, revocationRule, windowRule } from './support/kinds';
import { definitionsOf } from './support/synthesized';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

/** It has no types. */
const validate: (definition: object, options: object) => { readonly isValid: boolean; readonly errors: object[] } = jest.requireActual('asl-validator');

const GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000aa';
const OTHER_GROUP = '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-0000000000ab';
const MEGABYTE = 1_000_000;

/** Everything that a rule can have, so that no state and no expression stays unseen. */
const { stack } = elevatedAccess({
  rules: (scope) => ({
    contain: { ...CONTAIN_RULE, requesterGroups: [GROUP], approverGroups: [GROUP], organizationalUnits: ['ou-abcd-12345678'] },
    review: REVIEW_RULE,
    revocation: revocationRule,
    window: windowRule(scope),
    custom: customRule(scope),
    group: { target: elevation.ElevationTarget.groupMembership(OTHER_GROUP, "Payments' responders"), requesters: [jane], approvers: [mary] },
    investigate: {
      target: elevation.ElevationTarget.scopedSession(
        new elevation.ElevationSessionRole(scope, 'Sessions', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
      requesters: [jane],
      approvers: [mary],
      requiredFields: [...FIELDS, elevation.RequiredField.custom('change', { description: 'a "change" such as \\CHG-1 {% 1 %}', pattern: 'CHG-\\d{1,9}|"none"|\\[\\]' })],
    },
  }),
  props: { sessionRevocationPolicyId: 'p-examplepolicyid111', securityHub: true, archiveRetention: Duration.days(400) },
});
const definitions = definitionsOf(stack);
const NAMES = ['Decide', 'End', 'FollowUp', 'Issue', 'Life', 'Read', 'Reconcile', 'Submit'];

test('these are the workflows', () => {
  // Give and Take are the user's own.
  expect(Object.keys(definitions).filter((name) => !['Give', 'Take'].includes(name)).sort()).toEqual(NAMES);
});

describe.each(NAMES)('the definition of %s', (name) => {
  test('is valid for the validator of the Amazon States Language', () => {
    const { isValid, errors } = validate(forValidator(definitions[name]), { checkArn: true, checkPaths: true });
    expect({ isValid, errors }).toEqual({ isValid: true, errors: [] });
  });

  test('has nothing that AWS would refuse and an emulator let pass', () => {
    expect(definitionFindings(definitions[name])).toEqual([]);
  });

  test('waits for no token, runs no function, and calls services only by their API', () => {
    const resources = resourcesOf(definitions[name]);
    expect(resources.filter((resource) => !/^arn:aws:states:::(aws-sdk:[a-z0-9]+:[A-Za-z]+|states:startExecution\.sync:2)$/.test(resource))).toEqual([]);
    expect(resources.filter((resource) => /waitForTaskToken|lambda|activity/i.test(resource))).toEqual([]);
    expect(JSON.stringify(definitions[name])).not.toMatch(/Task\.Token|taskToken/i);
  });

  test('has a time limit, and so has every call', () => {
    expect(definitions[name].TimeoutSeconds).toBeGreaterThan(0);
    expect(tasksOf(definitions[name]).filter(({ Resource, TimeoutSeconds }) => !(TimeoutSeconds <= (Resource.endsWith('.sync:2') ? 900 : 60)))).toEqual([]);
  });

  test('calls again what passes by itself', () => {
    // STS, S3 and Step Functions name no error of throttling: it is their general exception.
    const passes = /"(\w+\.(Throttling|RequestThrottled|TooManyRequests)Exception|Sts\.StsException|S3\.S3Exception|Sfn\.SfnException|Iam\.IamException)"/;
    expect(tasksOf(definitions[name]).filter(({ Retry }) => !passes.test(JSON.stringify(Retry ?? [])))).toEqual([]);
  });
});

describe('with 200 people and 50 rules', () => {
  const people = Array.from({ length: 200 }, (_, index) => DIRECTORY.person(`firstname.lastname-${index}@example.com`, `906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000${100 + index}`, {
    id: `firstname.lastname-${100 + index}`, iamUser: importedUser(`arn:aws:iam::${ACCOUNT}:user/people/firstname.lastname-${100 + index}`),
  }));
  const rules = Array.from({ length: 50 }, (_, index) => new elevation.ElevationRule(`contain-application-${100 + index}`, {
    ...CONTAIN_RULE,
    accounts: [PAYMENTS, WEB, ...Array.from({ length: 8 }, (__, account) => `4444444444${10 + account}`)],
    requesters: people.slice(index * 2, index * 2 + 20),
    approvers: people.slice(100 + index, 110 + index),
    fallbackApprovers: people.slice(0, 3),
    bypassers: people.slice(3, 5),
  }));
  const large = elevatedAccess({ props: { people, rules, auditors: people.slice(0, 5) } }).stack;

  test.each(Object.entries(definitionsOf(large)))('the definition of %s stays under the limit of Step Functions', (_, definition) => {
    expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThan(MEGABYTE);
  });

  test('the template stays under the limit of CloudFormation', () => {
    expect(Buffer.byteLength(JSON.stringify(Template.fromStack(large).toJSON()))).toBeLessThan(MEGABYTE);
  });

  test('what a workflow assigns of them stays under the limit of a variable: only the rule that is asked for', () => {
    for (const { definition, expression } of assignedLiterals(large)) {
      expect({ definition, whole: /^\{%\s*\(?\s*\{"contain-application-100"/.test(expression) }).toEqual({ definition, whole: false });
    }
  });
});

describe('the checks see', () => {
  const good = () => structuredClone(definitions.Life);
  const first = (definition: any, type: string) => statesOf(definition).find((state) => state.Type === type)!;
  test.each<[string, (definition: any) => void, RegExp]>([
    ['an expression that is none', (d) => { first(d, 'Task').Arguments = '{% $merge([ %}'; }, /in .*\$merge\(\[/],
    ['an expression without its end', (d) => { first(d, 'Task').Arguments = { Key: '{% 1' }; }, /Expected/],
    ['$eval', (d) => { first(d, 'Pass').Output = '{% $eval("1") %}'; }, /\$eval is not to be had/],
    ['a variable that nobody assigns', (d) => { first(d, 'Pass').Output = '{% $itme.id.S %}'; }, /\$itme is assigned nowhere/],
    ['a variable of an inner block outside of it', (d) => { first(d, 'Pass').Output = '{% ( $a := ( $b := 1; $b ); $a + $b ) %}'; }, /\$b is assigned nowhere/],
    ['a variable of an outer scope assigned in an inner one', (d) => { firstInner(d).Assign = { item: 1 }; }, /\$item is assigned in an outer scope as well/],
    ['a Catch where none can be', (d) => { first(d, 'Pass').Catch = [{ ErrorEquals: ['States.ALL'], Next: d.StartAt }]; }, /Pass has no Catch/],
    ['a Retry where none can be', (d) => { first(d, 'Choice').Retry = []; }, /Choice has no Retry/],
    ['a state that leads nowhere', (d) => { first(d, 'Task').Next = 'Gone'; }, /there is no state Gone/],
    ['a state that nothing leads to', (d) => { d.States.Alone = { Type: 'Succeed' }; }, /Alone: no way leads here/],
    ['a state of the outer scope as the next one', (d) => { firstInner(d).Next = d.StartAt; }, /there is no state .* in its scope/],
    ['a Choice without Default', (d) => { delete first(d, 'Choice').Default; }, /without Default/],
    ['Items of several expressions', (d) => { first(d, 'Map').Items = { a: '{% [] %}' }; }, /Items must be one expression or a list/],
    ['a result where there is none', (d) => { first(d, 'Pass').Output = '{% $states.result %}'; }, /no \$states.result here/],
    ['an error where there is none', (d) => { first(d, 'Task').Output = '{% $states.errorOutput.Error %}'; }, /no \$states.errorOutput here/],
    ['an assignment that nothing can read', (d) => { first(d, 'Succeed').Assign = { a: 1 }; }, /Succeed assigns nothing/],
    ['two states of one name', (d) => { const inner = first(d, 'Map').ItemProcessor; inner.States[d.StartAt] = inner.States[inner.StartAt]; }, /two states of this name/],
  ])('%s', (_, mutate, finding) => {
    const definition = good();
    mutate(definition);
    expect(definitionFindings(definition).join('\n')).toMatch(finding);
  });
});

/**
 * The validator's schema knows neither an expression over several lines, nor an empty text, nor an Output that is no object: Step Functions
 * has all of them. It also writes into what it is given, so that it gets a copy.
 */
function forValidator(value: any): any {
  if (typeof value === 'string') { return value.replace(/\n/g, ' ') || '(empty)'; }
  if (value === null || typeof value !== 'object') { return value; }
  return Array.isArray(value) ? value.map(forValidator) : Object.fromEntries(Object.entries(value)
    .map(([key, child]) => [key, key === 'Output' && typeof child === 'boolean' ? `{% ${child} %}` : forValidator(child)]));
}

/** All states, those of inner scopes as well, in the order in which they stand. */
function statesOf({ States }: any): any[] {
  return Object.values<any>(States).flatMap((state) => [state, ...[state.ItemProcessor, ...state.Branches ?? []].filter(Boolean).flatMap(statesOf)]);
}

const tasksOf = (definition: any) => statesOf(definition).filter(({ Type }) => Type === 'Task');
const resourcesOf = (definition: any): string[] => tasksOf(definition).map(({ Resource }) => Resource);

function firstInner(definition: any): any {
  const { StartAt, States } = statesOf(definition).find(({ Type }) => Type === 'Map').ItemProcessor;
  return States[StartAt];
}

function assignedLiterals(of: typeof stack): { readonly definition: string; readonly expression: string }[] {
  return Object.entries(definitionsOf(of)).flatMap(([definition, body]) => statesOf(body)
    .flatMap(({ Assign }) => Object.values<any>(Assign ?? {})).filter((value) => typeof value === 'string').map((expression) => ({ definition, expression })));
}
