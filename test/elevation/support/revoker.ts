import { App, Stack } from 'aws-cdk-lib';
import { ACCOUNT } from './fixture';
import { Bench } from '../../../emulator/bench/bench';
import { elevation } from 'cdk-break-glass';

/** What each account of permission sets with `sessionRevocation` has: the policy that denies, and the role that may write it. */
export async function deployRevoker(bench: Bench, account: string): Promise<void> {
  const stack = new Stack(new App({ analyticsReporting: false, treeMetadata: false }), 'Revocation', { env: { account, region: 'eu-central-1' } });
  new elevation.ElevationSessionRevocation(stack, 'Revocation', { accessAccountId: ACCOUNT });
  await bench.deploy(stack);
}
