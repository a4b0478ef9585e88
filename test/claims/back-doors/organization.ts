import { add, allow, ref, declare } from './helpers';
import { ofKind } from './types';
import { Templates } from '../mutations';

interface Attributes { readonly [name: string]: unknown }

const deny = (action: string | string[], condition?: Attributes, resource: unknown = '*'): Attributes => ({ ...allow(action, resource, condition), Effect: 'Deny' });

/** A policy of the organization, attached to its root unless said otherwise. */
function policy(templates: Templates, statement: Attributes | unknown[], more: Attributes = {}): void {
  add(templates, 'Security', 'Guardrail', 'AWS::Organizations::Policy', {
    Name: 'guardrail', Type: 'SERVICE_CONTROL_POLICY', TargetIds: ['r-ab12'], Content: { Version: '2012-10-17', Statement: [statement].flat() }, ...more,
  });
}

const RCP = { Type: 'RESOURCE_CONTROL_POLICY' };

/** Policies of the organization that shut responders out. */
export const ORGANIZATION = ofKind('permissions', [{
  id: 'organization-denies-assume-role',
  putIn: 'a service control policy of the root that denies sts:AssumeRole of each break-glass role',
  effect: 'no responder gets a session, whatever the trusts say',
  mutate: (t) => policy(t, deny('sts:AssumeRole', undefined, 'arn:aws:iam::*:role/bg/*')),
}, {
  id: 'organization-denies-users',
  putIn: 'a service control policy of an OU that denies everything to break-glass users',
  effect: 'a responder can sign in, and do nothing',
  mutate: (t) => policy(t, deny('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/bg/*' } }), { TargetIds: ['ou-ab12-cdefgh34'] }),
}, {
  id: 'organization-denies-sign-in',
  putIn: 'a service control policy that denies the actions of the sign-in',
  effect: 'where console authorization is on, no responder gets into the console',
  mutate: (t) => policy(t, deny('signin:*')),
}, {
  id: 'organization-denies-work',
  putIn: 'a service control policy of one account that denies everything to sessions of break-glass roles, written as a text',
  effect: 'sessions can do nothing',
  mutate: (t) => policy(t, [], {
    TargetIds: ['111111111111'],
    Content: JSON.stringify({ Version: '2012-10-17', Statement: [deny('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/bg/*' } })] }),
  }),
}, {
  id: 'organization-denies-by-tag',
  putIn: 'a service control policy that denies AssumeRole to users with the tag of a responder',
  effect: 'it says nothing of break-glass, and shuts every responder out',
  mutate: (t) => policy(t, deny('sts:AssumeRole', { StringEquals: { 'aws:PrincipalTag/Purpose': 'IncidentResponse' } })),
}, {
  id: 'organization-denies-without-tag',
  putIn: 'a service control policy that denies AssumeRole unless the caller has a tag that no responder has',
  effect: 'every responder is shut out',
  mutate: (t) => policy(t, deny('sts:AssumeRole', { StringNotEquals: { 'aws:PrincipalTag/Team': 'platform' } })),
}, {
  id: 'organization-denies-in-each-region',
  putIn: 'a service control policy that lets calls pass in one Region only, which doesn\'t exist',
  effect: 'no call of a responder passes',
  mutate: (t) => policy(t, deny(['ec2:*', 'sts:*'], { StringNotEquals: { 'aws:RequestedRegion': 'eu-nowhere-7' } })),
}, {
  id: 'organization-denies-by-parameter',
  putIn: 'a service control policy that denies everything to a role that a parameter names',
  effect: 'who deploys can write a break-glass role into the parameter',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'Quarantined', { Type: 'String' });
    policy(t, deny('*', { ArnLike: { 'aws:PrincipalArn': ref('Quarantined') } }), { TargetIds: ['222222222222'] });
  },
}, {
  id: 'organization-resource-policy-denies-assume-role',
  putIn: 'a resource control policy that denies AssumeRole to principals of this organization without an incident',
  effect: 'no responder gets a session of a role that asks for none',
  mutate: (t) => policy(t, { ...deny('sts:AssumeRole', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' }, Null: { 'aws:RequestTag/IncidentId': 'true' } }), Principal: '*' }, RCP),
}, {
  id: 'organization-resource-policy-of-others',
  putIn: 'a resource control policy that lets principals of another organization pass only',
  effect: 'every responder is shut out, and the other organization isn\'t',
  mutate: (t) => policy(t, { ...deny('sts:AssumeRole', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-elsewhere12' } }), Principal: '*' }, RCP),
}, {
  id: 'organization-resource-policy-denies-password',
  putIn: 'a resource control policy that denies reads of first passwords',
  effect: 'a new responder never gets its password',
  mutate: (t) => policy(t, { ...deny('secretsmanager:GetSecretValue', undefined, 'arn:aws:secretsmanager:*:*:secret:break-glass*'), Principal: '*' }, RCP),
}, {
  id: 'organization-denies-decryption',
  putIn: 'a service control policy that denies kms:Decrypt to everybody but administrators',
  effect: 'no custodian reads a first password',
  mutate: (t) => policy(t, deny('kms:Decrypt', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Administrator*' } })),
}]);
