import {
  add, addCondition, ADMINISTRATOR_ACCESS, alsoResponder, boundaryDeny, declare, responders, ref, STRANGER_USER, trusts,
} from './helpers';
import { BackDoor, ofKind } from './types';
import { Templates } from '../mutations';

const MFA = 'aws:MultiFactorAuthPresent';
const AGE = 'aws:MultiFactorAuthAge';

/** Asks for MFA in another way: in the trust of the investigator, and in the policies of its one responder. */
function mfaBy(templates: Templates, present: object, deny: object, age: object): void {
  const { Condition } = responders(templates, 'Investigator');
  responders(templates, 'Investigator').Condition = { StringEquals: Condition.StringEquals, ...present, ...age };
  for (const statement of templates.managedPolicy('JanePermissions').Statement.filter((candidate: any) => candidate.Condition?.Bool)) {
    statement.Condition = present;
  }
  boundaryDeny(templates, 'Jane', 'DenyRolesWithoutMfa').Condition = deny;
}

/** Conditions of a break-glass role's trust that let in more than they say. */
export const TRUST_CONDITIONS: readonly BackDoor[] = ofKind('trust', [{
  id: 'trust-mfa-if-exists',
  putIn: 'IfExists in the MFA conditions of a trust and of the responder\'s own policies',
  effect: 'calls that carry no MFA key, such as with an access key of the user, assume the role',
  mutate: (t) => {
    mfaBy(t, { BoolIfExists: { [MFA]: 'true' } }, { Bool: { [MFA]: 'false' } }, { NumericLessThanEqualsIfExists: { [AGE]: '3600' } });
  },
}, {
  id: 'trust-mfa-for-all-values',
  putIn: 'ForAllValues in the MFA conditions of a trust and of the responder\'s own policies',
  effect: 'true without the key: calls that carry no MFA key assume the role',
  mutate: (t) => {
    mfaBy(t, { 'ForAllValues:Bool': { [MFA]: 'true' } }, { 'ForAnyValue:Bool': { [MFA]: 'false' } },
      { 'ForAllValues:NumericLessThanEquals': { [AGE]: '3600' } });
  },
}, {
  id: 'trust-mfa-key-present',
  putIn: 'Null instead of Bool in the MFA conditions: the key must be there, whatever it says',
  effect: 'a console sign-in without MFA, of which the key says "false", assumes the role',
  mutate: (t) => { mfaBy(t, { Null: { [MFA]: 'false' } }, { Null: { [MFA]: 'true' } }, {}); },
}, {
  id: 'trust-mfa-age-raised',
  putIn: '36 hours instead of one as the longest age of the MFA sign-in',
  effect: 'a console session that was left open all day still opens the role',
  mutate: (t) => { responders(t, 'Responder').Condition.NumericLessThanEquals[AGE] = '129600'; },
}, {
  id: 'trust-mfa-age-of-other-statement',
  putIn: 'a copy of the responders\' statement without the age of the MFA sign-in',
  effect: 'of two statements the weaker one counts: the sign-in may be old',
  mutate: (t) => {
    const { Principal, Condition } = responders(t, 'Admin');
    const { NumericLessThanEquals: _age, ...others } = Condition;
    t.trust('Admin').Statement.push(trusts(Principal, others));
  },
}, {
  id: 'trust-session-name-wildcard',
  putIn: 'any session name instead of the user\'s own',
  effect: 'the responder\'s session carries the name of somebody else in the logs',
  mutate: (t) => {
    const { Condition } = responders(t, 'Responder');
    delete Condition.StringEquals;
    Condition.StringLike = { 'sts:RoleSessionName': '*' };
  },
}, {
  id: 'trust-session-name-second-value',
  putIn: 'a second session name beside the user\'s own',
  effect: 'sessions can pose as an automation that everybody ignores',
  mutate: (t) => { responders(t, 'Commander').Condition.StringEquals['sts:RoleSessionName'] = ['${aws:username}', 'AWSConfig-Recorder']; },
}, {
  id: 'trust-session-tags-free',
  putIn: 'sts:TagSession without a condition in the statement of the admin\'s responders',
  effect: 'a session takes any tag, and with it what the account gives by tags',
  mutate: (t) => { responders(t, 'Admin').Action = ['sts:AssumeRole', 'sts:TagSession']; },
}, {
  id: 'trust-tag-keys-for-any-value',
  putIn: 'ForAnyValue instead of ForAllValues on the keys of session tags',
  effect: 'beside the incident id any other tag comes along',
  mutate: (t) => {
    const tags = t.trust('Forensics').Statement.find((statement: any) => statement.Sid === 'Tags');
    tags.Condition = { ...tags.Condition, 'ForAnyValue:StringEquals': tags.Condition['ForAllValues:StringEquals'] };
    delete tags.Condition['ForAllValues:StringEquals'];
  },
}, {
  id: 'trust-source-identity-free',
  putIn: 'any source identity instead of the user\'s own name',
  effect: 'what a responder did is logged under the identity of another person',
  mutate: (t) => {
    for (const statement of t.trust('Forensics').Statement.filter((candidate: any) => candidate.Condition.StringEquals?.['sts:SourceIdentity'])) {
      delete statement.Condition.StringEquals['sts:SourceIdentity'];
      addCondition(statement, 'StringLike', 'sts:SourceIdentity', '?*');
    }
  },
}, {
  id: 'trust-incident-id-if-exists',
  putIn: 'IfExists on the incident id that the trust requires',
  effect: 'evidence is taken and kept without an incident',
  mutate: (t) => {
    const { Condition } = responders(t, 'Forensics');
    Condition.StringLikeIfExists = Condition.StringLike;
    delete Condition.StringLike;
  },
}, {
  id: 'trust-principal-parameter',
  putIn: 'a principal that is a parameter, by default the responder itself',
  effect: 'who deploys chooses who else is break-glass admin',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'SecondResponder', { Type: 'String', Default: 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS' });
    alsoResponder(t, 'Admin', ref('SecondResponder'));
  },
}, {
  id: 'trust-principal-from-parameter-store',
  putIn: 'a principal that is read from Parameter Store at deployment',
  effect: 'who writes the parameter chooses the next responder',
  mutate: (t) => { alsoResponder(t, 'Responder', '{{resolve:ssm:/oncall/arn}}'); },
}, {
  id: 'trust-principal-by-condition',
  putIn: 'a principal that is another one when a stack parameter says so',
  effect: 'deployed with one flag, the role trusts a stranger',
  mutate: (t) => {
    declare(t, 'Security', 'Parameters', 'Drill', { Type: 'String', Default: 'no' });
    declare(t, 'Security', 'Conditions', 'IsDrill', { 'Fn::Equals': [ref('Drill'), 'yes'] });
    const { Principal } = responders(t, 'Sealed');
    Principal.AWS = { 'Fn::If': ['IsDrill', STRANGER_USER, Principal.AWS] };
  },
}, {
  id: 'trust-principal-imported',
  putIn: 'a principal that is an export of a stack outside the app',
  effect: 'the owner of that stack chooses who investigates',
  mutate: (t) => { alsoResponder(t, 'Investigator', { 'Fn::ImportValue': 'LegacyOperations-OperatorArn' }); },
}, {
  id: 'trust-principal-substituted',
  putIn: 'the account root, spelled with Fn::Sub',
  effect: 'each user of the workload account with MFA is cloud administrator',
  mutate: (t) => { alsoResponder(t, 'CloudAdmin', { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' }); },
}, {
  id: 'trust-window-by-impossible-deny',
  putIn: 'the closed window as a deny whose dates exclude each other, instead of conditions of the allow',
  effect: 'the deny never applies: the sealed role is open',
  mutate: (t) => {
    const { Principal, Condition } = responders(t, 'Window');
    delete Condition.DateGreaterThanEquals;
    delete Condition.DateLessThanEquals;
    t.trust('Window').Statement.push({
      Sid: 'Closed',
      Effect: 'Deny',
      Principal,
      Action: 'sts:AssumeRole',
      Condition: {
        DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:00:00Z' },
        DateGreaterThan: { 'aws:CurrentTime': '1970-01-01T00:00:01Z' },
      },
    });
  },
}, {
  id: 'trust-window-far-end',
  putIn: 'an end of the activation window that is a thousand years away',
  effect: 'the window never closes',
  mutate: (t) => { responders(t, 'Sealed').Condition.DateLessThanEquals['aws:CurrentTime'] = '3030-06-15T16:00:00Z'; },
}, {
  id: 'trust-window-second-end',
  putIn: 'a second end of the closed activation window, in the same list',
  effect: 'one of the two is enough: the sealed role is open',
  mutate: (t) => {
    responders(t, 'Window').Condition.DateLessThanEquals['aws:CurrentTime'] = ['1970-01-01T00:00:01Z', '2100-01-01T00:00:00Z'];
  },
}, {
  id: 'trust-twin-of-the-admin',
  putIn: 'a role with the admin\'s trust, but without its name, path and boundary, among the roles of a responder',
  effect: 'the responder has an unbounded administrator that no alarm watches',
  mutate: (t) => {
    const document = JSON.parse(JSON.stringify(t.trust('Admin')));
    add(t, 'Security', 'Support', 'AWS::IAM::Role', {
      RoleName: 'support', AssumeRolePolicyDocument: document, ManagedPolicyArns: [ADMINISTRATOR_ACCESS],
    });
    boundaryDeny(t, 'Jane', 'DenyOtherRoles').NotResource.push('arn:aws:iam::111111111111:role/support');
  },
}]);
