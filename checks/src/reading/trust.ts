import { AppReading } from './app-reading';
import { ReadCondition, ReadStatement, statementsOf } from './policy';
import { known } from './resolution';
import { Resource } from './resource';

/** A role or a session of one, by ARN or by reference. */
export function isRolePrincipal(principal: string, app: AppReading): boolean {
  return /:(role|assumed-role)\//.test(principal) || app.referredTo(principal).some(({ type }) => type === 'AWS::IAM::Role');
}

/** The statement lets in only who has signed in with MFA. */
export function provesMfa(statement: ReadStatement): boolean {
  return statement.conditions.some((condition) => isMfaPresent(condition) || mfaAgeLimit(condition) !== undefined);
}

function isMfaPresent({ operator, key, values }: ReadCondition): boolean {
  return operator === 'bool' && key === 'aws:multifactorauthpresent' && known(values, 'aws:MultiFactorAuthPresent').every((value) => value.toLowerCase() === 'true');
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
    && statement.conditions.length === 1
    && statement.conditions.every(({ operator, key, values }) => values.length === 1 && (
      (operator === 'boolifexists' && key === 'aws:multifactorauthpresent' && values[0].toLowerCase() === 'false')
      || (operator === 'null' && key === 'aws:multifactorauthage' && values[0].toLowerCase() === 'true'))));
}
