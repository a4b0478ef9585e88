import { highRiskDenies } from '../../src/playbook/high-risk-denies';
import { highRisk } from '../../src/private/forbidden-actions';
import { wildcardRegex } from '../../src/private/iam-catalogue';

const [highRiskDeny, breakGlassDeny] = highRiskDenies();
const PATTERNS = highRiskDeny.Action as string[];

test('denies every action that is forbidden for being of high risk, on everything', () => {
  expect(highRisk().filter((action) => !PATTERNS.some((pattern) => wildcardRegex(pattern).test(action)))).toEqual([]);
  expect(highRiskDeny).toMatchObject({ Effect: 'Deny', Resource: '*' });
  expect(highRiskDeny).not.toHaveProperty('Condition');
});

test('has no pattern that the list of forbidden actions doesn\'t ask for', () => {
  expect(PATTERNS.filter((pattern) => !highRisk().some((action) => wildcardRegex(pattern).test(action)))).toEqual([]);
});

test('denies everything but a look at break-glass users, roles, policies and passwords, in every partition and account', () => {
  expect(breakGlassDeny).toMatchObject({ Effect: 'Deny', NotAction: ['iam:Get*', 'iam:List*'] });
  const resources = (breakGlassDeny.Resource as string[]).map(wildcardRegex);
  const covered = (arn: string) => resources.some((pattern) => pattern.test(arn));
  expect(covered('arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS')).toBe(true);
  expect(covered('arn:aws-us-gov:iam::111122223333:role/BREAK-GLASS-X')).toBe(true);
  expect(covered('arn:aws:iam::111122223333:policy/bg/BREAK-GLASS-X-boundary')).toBe(true);
  expect(covered('arn:aws:secretsmanager:eu-central-1:111122223333:secret:break-glass-password/jane')).toBe(true);
  expect(covered('arn:aws:iam::111122223333:user/jane.doe')).toBe(false);
  expect(covered('arn:aws:iam::111122223333:role/Application')).toBe(false);
});
