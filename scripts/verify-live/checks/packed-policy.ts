import { App, Stack } from 'aws-cdk-lib';
import { elevation, Playbook } from '../../../src';
import { END_OF_ACCESS } from '../../../src/elevation/engine/names';
import { failed, held, LiveCheck } from '../check';
import { addSessionRole } from '../session-role';
import { LiveStack, templateOf } from '../stack';
import { Ran, runWhenReady } from '../workflow';

/** Tags of a session, as long as the library writes them at most. */
const TAGS = ['RequestId', 'IncidentId', 'Requester'].map((Key) => ({ Key, Value: 'x9-'.repeat(22).slice(0, 64) }));

export interface SessionPolicy {
  readonly name: string;
  readonly policy: string;
}

/** The policy of each session that the catalogue's playbooks can issue, with its end. */
export function sessionPolicies(account: string, region: string): SessionPolicy[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Policies', { env: { account, region } });
  return Playbook.catalogue().flatMap((playbook) => playbook.phases.flatMap((phase) => {
    try {
      const role = new elevation.ElevationSessionRole(stack, `${playbook.name}-${phase}`, { playbook, phase });
      return [{ name: `${playbook.name}, ${phase}`, policy: role._sessionPolicy().replace(END_OF_ACCESS, '2026-11-29T08:00:00Z') }];
    } catch (error) {
      // The library refuses what doesn't fit into 2,048 characters; such a phase is granted as a permission set.
      if (/must fit into|characters/.test((error as Error).message)) { return []; }
      throw error;
    }
  }));
}

export function assumeTemplate(roleName: string): any {
  return templateOf((stack) => addSessionRole(stack, {
    roleName,
    allow: ['sts:GetCallerIdentity'],
    arguments: { SourceIdentity: 'verify', Policy: '{% $states.input.policy %}', Tags: TAGS },
    // The credentials stay inside: nothing but the size leaves the workflow.
    output: { size: '{% $states.result.PackedPolicySize %}' },
  }));
}

export const PACKED_POLICY: LiveCheck = {
  fact: 'packed-policy-size',
  creates: ['a stack with two roles and an Express workflow; the workflow assumes one of them, which may do nothing'],
  cost: { cents: 1, because: 'fewer than 100 Express requests, 1 dollar a million', source: 'https://aws.amazon.com/step-functions/pricing/' },
  minutes: 3,
  run: async (live) => {
    const stack = await LiveStack.create(live, assumeTemplate(`${live.name}-session`));
    const machine = await stack.output('AssumeArn');
    const sizes: Array<{ readonly name: string; readonly size: number }> = [];
    const refused: string[] = [];
    for (const { name, policy } of sessionPolicies(live.account, live.region)) {
      const ran = await runWhenReady(live, machine, { policy });
      if (ran.error === undefined) { sizes.push({ name, size: sizeIn(ran) }); } else if (isTooLarge(ran)) { refused.push(name); } else { throw new Error(`${name}: ${ran.error}: ${ran.cause}`); }
    }
    if (refused.length > 0) { return failed(`too large when packed: ${refused.join('; ')}`); }
    const [largest] = [...sizes].sort((a, b) => b.size - a.size);
    return held(`${sizes.length} session policies with tags of 64 characters; the largest, ${largest.name}, takes ${largest.size} % of the limit`);
  },
};

const isTooLarge = ({ error = '', cause = '' }: Ran) => /PackedPolicyTooLarge/.test(`${error} ${cause}`);

function sizeIn({ output }: Ran): number {
  const size = output?.size;
  if (typeof size !== 'number') { throw new Error(`STS told no packed size, but ${JSON.stringify(output)}`); }
  return size;
}
