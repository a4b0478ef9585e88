import { AppReading } from './app-reading';
import { accountPrincipals } from './emergency';
import { ReadCondition, ReadStatement, statementsOf } from './policy';
import { known } from './resolution';
import { Resource } from './resource';

/** A role or a session of one, by ARN or by reference. */
function isRolePrincipal(principal: string, app: AppReading): boolean {
  return /:(role|assumed-role)\//.test(principal) || app.referredTo(principal).some(({ type }) => type === 'AWS::IAM::Role');
}

/** Only users prove MFA to AWS: sessions of roles carry none, and whether an identity provider asked for it isn't seen. */
export function letsUsersIn(statement: ReadStatement, app: AppReading): boolean {
  const principals = accountPrincipals(statement);
  return statement.notPrincipal || principals.some((principal) => !isRolePrincipal(principal, app) && !onlyRoles(statement, principal));
}

/** A whole account, held by a condition to roles of it. */
function onlyRoles(statement: ReadStatement, principal: string): boolean {
  return isWholeAccount(principal) && statement.conditions.some(({ operator, key, values }) => /^(arn|string)(equals|like)$/.test(operator)
    && key === 'aws:principalarn' && values.length > 0 && values.every((value) => /:(role|assumed-role)\//.test(value)));
}

/** Everybody, an account's root ARN, or the bare account id, which means the same. */
export function isWholeAccount(principal: string): boolean {
  return /^\*$|^\d{12}$|^\$\{AWS::AccountId\}$|:root$/.test(principal) || /^arn:.*:(user|role)\/\*$/.test(principal);
}

const NAMES_A_PERSON = /^aws:(principalarn|username|userid|principaltag\/.+)$/;

/** Some condition says which principals of the account: required, and not by a pattern that stands for all. */
export function narrowsPrincipals(statement: ReadStatement): boolean {
  return statement.conditions.some(({ operator, key, values }) => /^(string|arn)(equals|like|equalsignorecase)$/.test(operator)
    && NAMES_A_PERSON.test(key) && values.length > 0 && values.every((value) => !/^[*:]*$|:(root|user\/\*|role\/\*|\*)$/.test(value)));
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

/** A deny for everybody without MFA does the same as a condition in each allow. */
export function refusesWithoutMfa(role: Resource): boolean {
  return statementsOf(role.properties.AssumeRolePolicyDocument).some((statement) => statement.effect === 'Deny'
    && (statement.principals?.['*'] ?? statement.principals?.AWS ?? []).includes('*')
    && statement.actions.some((action) => /^(\*|sts:\*|sts:AssumeRole\*?)$/i.test(action))
    && statement.conditions.length === 1 && statement.conditions.every(isAbsentMfa));
}

function isAbsentMfa({ operator, key, values }: ReadCondition): boolean {
  const value = values.length === 1 ? values[0].toLowerCase() : undefined;
  return (operator === 'boolifexists' && key === 'aws:multifactorauthpresent' && value === 'false')
    || (operator === 'null' && key === 'aws:multifactorauthage' && value === 'true');
}
