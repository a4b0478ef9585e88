/** What the permission set of the callers may hold, and what is told of one that holds more. */
import { prove, CLAIMS, SynthesizedStack } from '../../../src/claims/internal';
import { find, properties } from '../back-doors/helpers';
import { smallOrganization } from '../fixture';
import { Templates } from '../mutations';

const ASKED = CLAIMS.filter(({ id }) => id === 'elevation-people-are-themselves');
const untouched = JSON.stringify(smallOrganization());

/** What is wrong after a change of the permission set, and what is assumed of it. */
function after(change: (props: any, templates: Templates) => void): { readonly wrong: string[]; readonly assumed: string[] } {
  const stacks: SynthesizedStack[] = JSON.parse(untouched);
  const templates = new Templates(stacks);
  change(properties(templates, 'Elevation', 'ElevationCallersPermissionSet', 'AWS::SSO::PermissionSet'), templates);
  const results = prove(stacks, { claims: ASKED });
  return {
    wrong: results.flatMap(({ counterExamples }) => counterExamples.map(({ because }) => because)),
    assumed: results.flatMap(({ assumptions }) => assumptions.map(({ text }) => text)).filter((text) => text.includes('permission set')),
  };
}

test('the set as it is made holds, and nothing is assumed of it', () => {
  expect(after(() => undefined)).toEqual({ wrong: [], assumed: [] });
});

test.each<[string, (props: any) => void]>([
  ['fewer calls', (props) => { props.InlinePolicy.Statement[0].Resource.splice(2); }],
  ['one call', (props) => { props.InlinePolicy.Statement[0].Resource = props.InlinePolicy.Statement[0].Resource.slice(0, 1); }],
  ['a deny', (props) => { props.InlinePolicy.Statement.push({ Effect: 'Deny', NotAction: 'execute-api:Invoke', Resource: '*' }); }],
  ['another length of its sessions', (props) => { props.SessionDuration = 'PT8H'; }],
])('%s is no difference', (_, change) => {
  expect(after(change).wrong).toEqual([]);
});

test.each<[string, (props: any) => void, RegExp]>([
  ['another action', (props) => { props.InlinePolicy.Statement[0].Action = ['execute-api:Invoke', 'execute-api:ManageConnections']; }, /^allows execute-api:ManageConnections$/],
  ['a pattern of actions', (props) => { props.InlinePolicy.Statement[0].Action = 'execute-api:*'; }, /^allows execute-api:\*$/],
  ['everything but one action', (props) => { props.InlinePolicy.Statement.push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }); }, /^allows all but what it names; allows calls of \*$/],
  ['another path', (props) => { props.InlinePolicy.Statement[0].Resource.push('arn:aws:execute-api:us-east-1:111111111111:abcde12345/v1/GET/requests'); }, /^allows calls of arn:aws:execute-api:us-east-1:111111111111:abcde12345/],
  ['no policy', (props) => { delete props.InlinePolicy; }, /^has no inline policy that can be read$/],
  ['a managed policy', (props) => { props.ManagedPolicies = ['arn:aws:iam::aws:policy/ReadOnlyAccess']; }, /^has the managed policy .*ReadOnlyAccess/],
  ['a policy of each account', (props) => { props.CustomerManagedPolicyReferences = [{ Name: 'more', Path: '/' }]; }, /^has the managed policy .*more/],
])('%s is told', (_, change, because) => {
  expect(after(change).wrong).toEqual([expect.stringMatching(because)]);
});

test('a set of that name whose policy doesn\'t show is assumed to be for calls alone, with the command that asks', () => {
  const { wrong, assumed } = after((props) => {
    delete props.Tags;
    delete props.InlinePolicy;
  });
  expect(wrong).toEqual([]);
  expect(assumed).toEqual([expect.stringContaining('is the permission set by which people call elevated access')]);
});

test.each<[string, (props: any) => void]>([
  ['a managed policy', (props) => { props.ManagedPolicies = ['arn:aws:iam::aws:policy/AdministratorAccess']; }],
  ['another action', (props) => { props.InlinePolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }; }],
])('a set of that name without a mark is told to hold more: %s', (_, change) => {
  const { wrong } = after((props) => {
    delete props.Tags;
    delete props.InlinePolicy;
    change(props);
  });
  expect(wrong).toEqual([expect.stringMatching(/^(has the managed policy|allows s3:\*)/)]);
});

test('a set of that name whose policy names APIs by ids is assumed to mean the right one', () => {
  const { wrong, assumed } = after((props) => {
    delete props.Tags;
    props.InlinePolicy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: 'arn:aws:execute-api:us-east-1:111111111111:abcde12345/*/*/*' } };
  });
  expect([wrong, assumed.length]).toEqual([[], 1]);
});

test('a set of another name and without a mark is no business of the claim', () => {
  const found = after((props, templates) => {
    const { resource } = find(templates, 'Elevation', 'ElevationCallersPermissionSet', 'AWS::SSO::PermissionSet');
    resource.Properties = { InstanceArn: props.InstanceArn, Name: 'Other', ManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] };
  });
  expect(found).toEqual({ wrong: [], assumed: [] });
});
