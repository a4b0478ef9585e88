import { testAttacks } from './attacks';
import { Changed, failing, simpleAlarm } from './chain';

const claim = 'filters-as-written';
const filter = (changed: Changed, text = '-Use-1') => changed.props('AWS::Logs::MetricFilter', text);
const metric = (changed: Changed, text?: string) => filter(changed, text).MetricTransformations[0];
/** A filter's pattern, whose first text begins with a brace. */
function narrowed(changed: Changed, text: string, term: string): void {
  const props = filter(changed, text);
  props.FilterPattern = edited(props.FilterPattern, (pattern) => `{ (${pattern.replace(/^\{\s*|\s*\}$/g, '')}) && ${term} }`);
}

function edited(pattern: any, edit: (pattern: string) => string): any {
  if (typeof pattern === 'string') { return edit(pattern); }
  const parts: any[] = pattern['Fn::Join'][1];
  const marked = edit(parts.map((part, index) => (typeof part === 'string' ? part : `@@${index}@@`)).join(''));
  return { 'Fn::Join': ['', marked.split(/@@(\d+)@@/).map((part, index) => (index % 2 === 0 ? part : parts[Number(part)]))] };
}

const NARROWED: readonly (readonly [string, string])[] = [
  ['an address', '($.sourceIPAddress != "203.0.113.66")'],
  ['a Region', '($.awsRegion != "eu-south-2")'],
  ['a user agent', '($.userAgent != "evil*")'],
  ['a version', '($.eventVersion != "1.12")'],
  ['a second', '($.eventTime != "2027-01-01T03:00:00Z")'],
  ['the absence of a field', '($.vpcEndpointId NOT EXISTS)'],
];

describe('a pattern that is narrower than the library\'s by', () => {
  testAttacks(NARROWED.map(([text, term]) => ({ text, claim, attack: (c: Changed) => narrowed(c, '-Use-1', term) })));
});

testAttacks([
  { text: 'one session name', claim, attack: (c) => { filter(c, '-Use-3').FilterPattern = edited(filter(c, '-Use-3').FilterPattern, (text) => text.replace(/\/\*"/, '/jane*"')); } },
  { text: 'a pattern that nothing can match', claim, attack: (c) => { filter(c, '-Root-').FilterPattern = '{ $.eventName="Nothing" }'; } },
  { text: 'a pattern that can\'t be read', claim, attack: (c) => { filter(c, '-AssumeRoot-').FilterPattern = '{ $.eventName = %AssumeRoot% }'; } },
  { text: 'a pattern that a parameter decides', claim, attack: (c) => { filter(c, '-AssumeRoot-').FilterPattern = { Ref: 'Pattern' }; } },
  { text: 'a pattern of another detection', claim, attack: (c) => { filter(c, '-SignInWithoutMfa-').FilterPattern = filter(c, '-Root-').FilterPattern; } },
  {
    text: 'one term less in a list of calls',
    claim,
    attack: (c) => { const all = c.all('AWS::Logs::MetricFilter', '-Tampering-')[0]; all.FilterPattern = edited(all.FilterPattern, (text) => text.replace(/ \|\| \(\$\.eventName="UpdateTrail"\)/, '')); },
  },
  { text: 'a value of zero', claim, attack: (c) => { metric(c).MetricValue = '0'; } },
  { text: 'a value from the record', claim, attack: (c) => { metric(c).MetricValue = '$.durationSeconds'; } },
  { text: 'a default value that hides', claim, attack: (c) => { metric(c).DefaultValue = -1; } },
  { text: 'another unit', claim, attack: (c) => { metric(c).Unit = 'Bytes'; } },
  { text: 'a dimension', claim, attack: (c) => { metric(c).Dimensions = [{ Key: 'Region', Value: '$.awsRegion' }]; } },
  { text: 'a second metric', claim, attack: (c) => { filter(c).MetricTransformations.push({ ...metric(c), MetricValue: '-1' }); } },
  { text: 'selection of fields', claim, attack: (c) => { filter(c).FieldSelectionCriteria = '@aws.account = "222222222222"'; } },
  { text: 'matching on transformed logs', claim, attack: (c) => { filter(c).ApplyOnTransformedLogs = true; } },
  { text: 'system fields as dimensions', claim, attack: (c) => { filter(c).EmitSystemFieldDimensions = ['@aws.account']; } },
  { text: 'one filter on another log group', claim, also: ['tampering-is-alarmed'], attack: (c) => { filter(c).LogGroupName = 'elsewhere'; } },
  { text: 'a log group that a parameter names', claim, also: ['tampering-is-alarmed', 'trail-log-group-intact'], attack: (c) => { filter(c).LogGroupName = { Ref: 'Group' }; } },
  { text: 'a namesake that overwrites', claim, attack: (c) => c.add('AWS::Logs::MetricFilter', { FilterName: filter(c).FilterName, LogGroupName: { Ref: Object.keys(c.resources).find((id) => id.startsWith('Trail'))! }, FilterPattern: '{ $.a = 1 }', MetricTransformations: [{ MetricName: 'a', MetricNamespace: 'b', MetricValue: '1' }] }), also: ['filters-are-wired'] },
  {
    text: 'another filter that writes into the metric',
    claim,
    attack: (c) => c.add('AWS::Logs::MetricFilter', { FilterName: 'cancel', LogGroupName: 'organization-trail', FilterPattern: '{ $.eventName = "AssumeRole" }', MetricTransformations: [{ ...metric(c), MetricValue: '-1' }] }),
  },
  {
    text: 'another filter that writes into the metric that a parameter names',
    claim,
    attack: (c) => c.add('AWS::Logs::MetricFilter', { FilterName: 'cancel', LogGroupName: 'organization-trail', FilterPattern: '{ $.a = 1 }', MetricTransformations: [{ MetricName: { Ref: 'Metric' }, MetricNamespace: 'BreakGlass', MetricValue: '-1' }] }),
    also: ['filters-are-wired'],
  },
  { text: 'a kind of detection that is gone', claim, also: ['filters-are-wired'], attack: (c) => c.all('AWS::Logs::MetricFilter', '-SignInWithoutMfa-').forEach((props) => { Object.assign(props, { FilterName: 'x', MetricTransformations: [{ MetricName: 'x', MetricNamespace: 'x', MetricValue: '1' }] }); }) },
  { text: 'a counter of uses without its dimension', claim, attack: (c) => { delete metric(c, '-RoleAssumed-').Dimensions; } },
  { text: 'a filter that is renamed', claim, attack: (c) => { filter(c, '-Use-1').FilterName = 'use'; } },
]);

test('fails on a filter that is gone from the chain: its metric and its name are others', () => {
  const changed = simpleAlarm();
  Object.assign(filter(changed, '-AssumeRoot-'), { FilterName: 'x', MetricTransformations: [{ MetricName: 'x', MetricNamespace: 'ElevatedAccess', MetricValue: '1' }] });
  expect(failing(changed.stacks)).toEqual(['filters-as-written', 'filters-are-wired']);
});
