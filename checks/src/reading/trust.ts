import { wildcardRegex } from 'cdk-break-glass/internal';
import { AppReading } from './app-reading';
import { accountPrincipals } from './emergency';
import { coversAction, ReadCondition, ReadStatement, statementsOf } from './policy';
import { known } from './resolution';
import { Resource } from './resource';

/** A role or a session of one, by ARN or by reference. */
function isRolePrincipal(principal: string, app: AppReading): boolean {
  return /:(role|assumed-role)\//.test(principal) || app.referredTo(principal).some(({ type }) => type === 'AWS::IAM::Role');
}

/** Only users prove MFA to AWS: sessions of roles carry none, and whether an identity provider asked for it isn't seen. */
export function letsUsersIn(statement: ReadStatement, app: AppReading): boolean {
  const principals = accountPrincipals(statement);
  return !onlyRoles(statement) && (statement.notPrincipal || principals.some((principal) => !isRolePrincipal(principal, app)));
}

/** Held by a condition to roles, as a whole account may be. */
function onlyRoles(statement: ReadStatement): boolean {
  return statement.conditions.some(({ operator, key, values }) => /^(arn|string)(equals|like)$/.test(operator)
    && key === 'aws:principalarn' && values.length > 0 && values.every((value) => /:(role|assumed-role)\//.test(value)));
}

/** All principals, an account's root ARN, or the bare account id, which means the same. */
export function isWholeAccount(principal: string, app: AppReading): boolean {
  if (/^\*$|^\d{12}$|^\$\{AWS::AccountId\}$|:root$|:(user|role)\/\*$/.test(principal)) { return true; }
  if (/:(user|role|assumed-role|federated-user)\/|^A(ID|RO)A[A-Z0-9]+$/.test(principal)) { return false; }
  // What else a deployment may put there can be an account, as the id of one that the app creates.
  return !app.referredTo(known(principal, 'a principal of the trust policy')).some(({ type }) => type === 'AWS::IAM::User' || type === 'AWS::IAM::Role');
}

const NAMES_A_PERSON = /^aws:(principalarn|username|userid|principaltag\/.+)$/;

/** Some condition says which principals of the account: required, and not by a pattern that stands for all. */
export function narrowsPrincipals(statement: ReadStatement): boolean {
  return statement.conditions.some(({ operator, key, values }) => /^(string|arn)(equals|like|equalsignorecase)$/.test(operator)
    && NAMES_A_PERSON.test(key) && values.length > 0 && !values.some(standsForAll));
}

const UNKNOWN_PRINCIPALS = ['any-name', 'AIDAUNKNOWN_PRINCIPALS:any-name', ...['user', 'role'].flatMap((type) => ['any-name', 'any-path/any-name']
  .map((name) => `arn:aws:iam::111111111111:${type}/${name}`)), 'arn:aws:sts::111111111111:assumed-role/any-name/any-name'];

/** A pattern that unknown principals match too, in any account. */
function standsForAll(value: string): boolean {
  const matchesUnknown = (text: string) => UNKNOWN_PRINCIPALS.some((principal) => wildcardRegex(text).test(principal));
  // Pseudo parameters, and policy variables, which have a value for every caller.
  const pattern = value.replace(/\$\{aws:[^}]*\}/gi, '*').replace(/:\d{12}:/, ':*:');
  if (/:root$/.test(value) || matchesUnknown(pattern)) { return true; }
  if (matchesUnknown(pattern.replace(/⟨\?⟩/g, '*'))) { known(value, 'the condition on who may assume the role'); }
  return false;
}

/** The statement lets in only who has signed in with MFA. */
export function provesMfa(statement: ReadStatement): boolean {
  return statement.conditions.some((condition) => isMfaPresent(condition) || mfaAgeLimit(condition) !== undefined);
}

function isMfaPresent({ operator, key, values }: ReadCondition): boolean {
  return operator === 'bool' && key === 'aws:multifactorauthpresent'
    && known(values, 'aws:MultiFactorAuthPresent').every((value) => value.toLowerCase() === 'true');
}

/** Seconds since the sign-in with MFA, where the condition limits them. */
export function mfaAgeLimit({ operator, key, values }: ReadCondition): number | undefined {
  if (!/^numericlessthan(equals)?$/.test(operator) || key !== 'aws:multifactorauthage') { return undefined; }
  return Math.max(...known(values, 'aws:MultiFactorAuthAge').map(Number));
}

/** A deny for all principals without MFA equals a condition in each allow. */
export function refusesWithoutMfa(role: Resource): boolean {
  return refuses(role, isAbsentMfa);
}

/** A deny for older MFA sign-ins equals a limit in each allow. */
export function refusesOlderMfa(role: Resource, seconds: number): boolean {
  return refuses(role, ({ operator, key, values }) => /^numericgreaterthan(equals)?(ifexists)?$/.test(operator) && key === 'aws:multifactorauthage'
    && values.length === 1 && Number(known(values[0], 'aws:MultiFactorAuthAge')) <= seconds);
}

/** A deny for all principals with this condition only. */
function refuses(role: Resource, isMeant: (condition: ReadCondition) => boolean): boolean {
  return statementsOf(role.properties.AssumeRolePolicyDocument).some((statement) => statement.effect === 'Deny'
    && accountPrincipals(statement).includes('*') && coversAction(statement, 'sts:AssumeRole')
    && statement.conditions.length === 1 && statement.conditions.every(isMeant));
}

function isAbsentMfa({ operator, key, values }: ReadCondition): boolean {
  const value = values.length === 1 ? values[0].toLowerCase() : undefined;
  return (operator === 'boolifexists' && key === 'aws:multifactorauthpresent' && value === 'false')
    || (operator === 'null' && key === 'aws:multifactorauthage' && value === 'true');
}
