/** Where an instance of Identity Center can be administered. */
import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { Taken } from './taken';
import { propError } from './validation';

interface Place {
  readonly account?: string;
  readonly region?: string;
  readonly managementAccountId?: string;
}

/** Places by the ARN of the instance. */
const places = new Taken<Place>();
/** Names of permission sets by the ARN of the instance and the name. */
const names = new Taken<string>();

const known = (text: string | undefined): string | undefined => text === undefined || Token.isUnresolved(text) ? undefined : text;

/**
 * Checks that a stack can administer an instance, as far as the app can know: it must be in the instance's partition and Region, and in the management
 * account or in the one that is delegated. CloudFormation says nothing before the deployment, and then that there is no such instance.
 *
 * @param scope the construct that administers the instance
 * @param instanceArn ARN of the instance, checked before
 * @param managementAccountId management account of the organization, where it is known
 */
export function administerInstance(scope: Construct, instanceArn: string, managementAccountId?: string): void {
  const stack = Stack.of(scope);
  if (Token.isUnresolved(instanceArn)) { return; }
  const place = { account: known(stack.account), region: known(stack.region), managementAccountId: known(managementAccountId) };
  const partition = place.region && RegionInfo.get(place.region).partition;
  if (partition !== undefined && partition !== instanceArn.split(':')[1]) {
    throw propError('instanceArn', `must be an instance of the partition of ${place.region}, ${partition}`, instanceArn, `give the instance of the organization in ${partition}, or deploy the stack into a Region of the other partition`);
  }
  const others = places.others(scope, instanceArn);
  requireOneRegion(place, others, instanceArn);
  requireTwoAccounts(place, others, instanceArn);
  places.add(scope, instanceArn, place);
}

type Others = ReturnType<typeof places.others>;

/** Permission sets, assignments and groups are administered in the Region in which the instance was enabled, also where it is replicated. */
function requireOneRegion({ region }: Place, others: Others, instanceArn: string): void {
  const elsewhere = others.find(({ what }) => region !== undefined && what.region !== undefined && what.region !== region);
  if (elsewhere) {
    throw propError('instanceArn', `must be used in its own Region only, and ${elsewhere.by.node.path} uses it in ${elsewhere.what.region}`, `${instanceArn} in ${region}`,
      "deploy both stacks into the Region of Identity Center: 'aws sso-admin list-instances' shows the instance there");
  }
}

/** The management account administers an instance, and so does one member account at most. */
function requireTwoAccounts({ account, managementAccountId }: Place, others: Others, instanceArn: string): void {
  const management = managementAccountId ?? others.map(({ what }) => what.managementAccountId).find((id) => id !== undefined);
  const users = new Map(others.flatMap(({ by, what }) => what.account === undefined ? [] : [[what.account, by.node.path]]));
  const members = [...users].filter(([id]) => id !== account && id !== management);
  if (account === undefined || account === management || members.length < (management === undefined ? 2 : 1)) { return; }
  throw propError('instanceArn', `must be used in the management account and in one other at most, and ${members.map(([id, path]) => `${path} uses it in ${id}`).join(', ')}`,
    `${instanceArn} in ${account}`, 'deploy the stacks into the account that administers Identity Center');
}

/** Takes the name of a permission set, which exists once in an instance. */
export function takePermissionSetName(scope: Construct, prop: string, instanceArn: string, name: string): void {
  if (Token.isUnresolved(instanceArn) || Token.isUnresolved(name)) { return; }
  const key = `${instanceArn} ${name}`;
  const [other] = names.others(scope, key);
  if (other) {
    throw propError(prop, `must be a name that no other permission set of the instance has, and ${other.by.node.path} makes it`, name, 'use that permission set, or give this one another name');
  }
  names.add(scope, key, name);
}
