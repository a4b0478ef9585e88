/** Which resources act as a role that they name. */
import { jsonOf } from '../../private/texts';
import { ANY_ACCOUNT } from '../assembly';
import { ResourceModel } from '../model';

/** Keys of properties that name the role as which something acts. What a function or a container is told is no such property. */
const ACTING = /role|credentials|profile/i;
const TOLD = /^(Environment|EnvironmentVariables|Variables|Parameters|Tags|Description)$/;
const POLICIES = /^(AWS::IAM::(Policy|ManagedPolicy|Role|RolePolicy)|AWS::Organizations::Policy)$/;

/** A role by its ARN and name. Its account is that of the ARN. */
export interface NamedRole {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
}

/** Whether the type can act: policies and roles name roles without being them. */
export const mayAct = ({ type }: ResourceModel): boolean => !POLICIES.test(type);

/** Whether a resource names the role as the one to act as: by its ARN, or in the same account by its name. */
export function actsAs({ props, stack: { account } }: ResourceModel, { name, arn, account: home }: NamedRole): boolean {
  const names = [arn, ...(account === home || account === ANY_ACCOUNT ? [name] : [])].map((one) => one.toLowerCase());
  const search = (value: any, key: string): boolean => {
    if (typeof value === 'string') {
      // Definitions and API descriptions are texts.
      return ACTING.test(key) && names.includes(value.toLowerCase()) || value.startsWith('{') && value.includes(name) && search(jsonOf(value), key);
    }
    if (Array.isArray(value)) { return value.some((entry) => search(entry, key)); }
    if (value === null || typeof value !== 'object' || value.Effect !== undefined && value.Principal !== undefined) { return false; }
    return Object.entries(value).some(([inner, entry]) => !TOLD.test(inner) && search(entry, ACTING.test(inner) ? inner : key));
  };
  return search(props, '');
}
