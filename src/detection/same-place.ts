import { IResource, Stack, Token } from 'aws-cdk-lib';
import { propError } from '../private/validation';

/** CloudWatch and CloudWatch Logs reach resources of their own account and Region only, and say nothing of the others. */
export function requireSamePlace(stack: Stack, prop: string, must: string, resource: IResource, fix: string): void {
  const { account, region } = resource.env;
  const differs = (one: string, other: string) => !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
  if (differs(account, stack.account) || differs(region, stack.region)) {
    throw propError(prop, `${must} of the alarms' account and Region (${shown(stack.account)}, ${shown(stack.region)})`, `${resource.node.path} in ${shown(account)}, ${shown(region)}`, fix);
  }
}

/** A rule reaches functions of its own Region only, and so does an alarm. */
export function requireSameRegion(stack: Stack, prop: string, must: string, resource: IResource, fix: string): void {
  const { region } = resource.env;
  if (!Token.isUnresolved(region) && !Token.isUnresolved(stack.region) && region !== stack.region) {
    throw propError(prop, `${must} of the alarms' Region (${stack.region})`, `${resource.node.path} in ${region}`, fix);
  }
}

const shown = (text: string) => Token.isUnresolved(text) ? 'unknown' : text;
