import { ADMIN_ROLE, add, allow, COMMANDER_ROLE, INVESTIGATOR_ROLE, policy, properties } from './helpers';
import { ofKind } from './types';

const everything = policy(allow('*', '*'));

/** A name that reaches the resource in another way than as itself. */
export const BY_ANOTHER_WAY = ofKind('permissions', [{
  id: 'attached-by-parameter-store',
  putIn: 'a policy for a role whose name stands in a parameter of Systems Manager',
  effect: 'the investigator may everything that its boundary leaves open',
  mutate: (t) => {
    add(t, 'Security', 'NameOfRole', 'AWS::SSM::Parameter', { Type: 'String', Value: INVESTIGATOR_ROLE });
    add(t, 'Security', 'ByParameter', 'AWS::IAM::RolePolicy', { RoleName: { 'Fn::GetAtt': ['NameOfRole', 'Value'] }, PolicyName: 'more', PolicyDocument: everything });
  },
}, {
  id: 'attached-in-small-letters',
  putIn: 'a policy for a role whose name is written in small letters',
  effect: 'IAM finds the role all the same',
  mutate: (t) => add(t, 'Workload', 'SmallLetters', 'AWS::IAM::RolePolicy', { RoleName: COMMANDER_ROLE.toLowerCase(), PolicyName: 'more', PolicyDocument: everything }),
}, {
  id: 'attached-from-any-account',
  putIn: 'a policy for a role by its name, in a stack for whichever account deploys it',
  effect: 'deployed to the role\'s account, it gives the role everything that its boundary leaves open',
  mutate: (t) => t.addStack({
    name: 'Anywhere',
    account: '000000000000',
    region: 'us-east-1',
    template: { Resources: { More: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: INVESTIGATOR_ROLE, PolicyName: 'more', PolicyDocument: everything } } } },
  }),
}, {
  id: 'attached-by-the-policy-itself',
  putIn: 'an ordinary role in the list of roles of the admin\'s own policy',
  effect: 'the role has the admin\'s permissions, without boundary, trust and alarms',
  mutate: (t) => { properties(t, 'Security', 'AdminPermissions1', 'AWS::IAM::ManagedPolicy').Roles = [`${ADMIN_ROLE.toLowerCase()}-worker`]; },
}]);
