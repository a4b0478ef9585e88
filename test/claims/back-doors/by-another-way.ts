import { ADMIN_ROLE, add, allow, COMMANDER_ROLE, INVESTIGATOR_ROLE, policy, properties } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

const everything = policy(allow('*', '*'));

/** A permission set that is none of a playbook. */
function permissionSet(t: Templates, props: { readonly [prop: string]: unknown }): void {
  add(t, 'Security', 'TeamSet', 'AWS::SSO::PermissionSet', { InstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', Name: 'Team', ...props });
}

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
}, {
  id: 'attached-to-permission-set-by-name',
  putIn: 'a permission set of another team that takes the admin\'s policy by its name in each account',
  effect: 'whoever is assigned the set has the admin\'s permissions, without boundary, trust and alarms',
  mutate: (t) => permissionSet(t, { CustomerManagedPolicyReferences: [{ Name: `${ADMIN_ROLE}-permissions-1`, Path: '/bg/' }] }),
}, {
  id: 'attached-to-permission-set-in-small-letters',
  putIn: 'a permission set of another team that takes the investigator\'s policy by its name in small letters',
  effect: 'IAM finds the policy all the same',
  mutate: (t) => permissionSet(t, { CustomerManagedPolicyReferences: [{ Name: `${INVESTIGATOR_ROLE}-permissions-1`.toLowerCase() }] }),
}, {
  id: 'attached-to-permission-set-by-parameter',
  putIn: 'a permission set of another team that takes a policy of the break-glass path, which a parameter names',
  effect: 'who deploys writes the admin\'s policy into the parameter',
  mutate: (t) => permissionSet(t, { CustomerManagedPolicyReferences: [{ Name: { Ref: 'Policy' }, Path: { Ref: 'Path' } }] }),
}, {
  id: 'attached-as-boundary-of-permission-set',
  putIn: 'a permission set of another team that has the admin\'s boundary',
  effect: 'sessions of the admin may change the role of the set: it has their own boundary',
  mutate: (t) => permissionSet(t, { PermissionsBoundary: { CustomerManagedPolicyReference: { Name: `${ADMIN_ROLE}-boundary`, Path: '/bg/' } } }),
}, {
  id: 'attached-to-own-permission-set-by-name',
  putIn: 'the admin\'s policy by name in the permission set of a playbook',
  effect: 'the phase of the playbook gives the admin\'s permissions as well',
  mutate: (t) => {
    properties(t, 'Security', 'Contain', 'AWS::SSO::PermissionSet').CustomerManagedPolicyReferences = [{ Name: `${ADMIN_ROLE}-permissions-1`, Path: '/bg/' }];
  },
}]);
