import { IChainable, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Grant } from './grant';
import { identityCenterUser, isOf, resourcesOf, TargetKind } from './target-kind';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';

export const GROUP_MEMBERSHIP: TargetKind = {
  name: 'membership',
  accounts: 'none',
  byIdentityCenter: true,
  fixedGrantee: true,
  oneDocument: false,
  deniesSessions: false,
  lackOf: identityCenterUser('a group'),
  grants: (context) => [new GroupMembership(context)],
};

/** Membership of the requester in a group of the identity store. Written synchronously. */
class GroupMembership implements Grant {
  public readonly when = isOf(GROUP_MEMBERSHIP);
  public readonly shared = true;

  constructor(private readonly context: WorkflowContext) {}

  public give(scope: Construct): IChainable {
    const here = new Succeed(scope, 'Member');
    const add = call(scope, 'Add to the group', {
      service: 'identitystore',
      action: 'createGroupMembership',
      parameters: this.membership(),
      permissions: [{ actions: ['identitystore:CreateGroupMembership'], resources: this.places() }],
      outputs: {},
    });
    // A member already, by an overlapping grant or an earlier try; or somebody else wrote at the same moment: the same error says both.
    const look = this.find(scope, 'Look up the membership');
    look.next(here);
    add.addCatch(look, { errors: ['Identitystore.ConflictException'] });
    add.next(here);
    return add;
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const remove = call(scope, 'Remove from the group', {
      service: 'identitystore',
      action: 'deleteGroupMembership',
      parameters: { IdentityStoreId: this.context.identityStoreId, MembershipId: jsonata('$membership') },
      permissions: [{ actions: ['identitystore:DeleteGroupMembership'], resources: this.places() }],
      retry: ['ConflictException'],
      outputs: {},
    });
    remove.addCatch(next, { errors: ['Identitystore.ResourceNotFoundException'] });
    remove.next(next);
    const find = this.find(scope, 'Find the membership');
    // It isn't there, which is what was asked for.
    find.addCatch(next, { errors: ['Identitystore.ResourceNotFoundException'] });
    find.next(remove);
    return find;
  }

  private find(scope: Construct, name: string) {
    return call(scope, name, {
      service: 'identitystore',
      action: 'getGroupMembershipId',
      parameters: this.membership(),
      permissions: [{ actions: ['identitystore:GetGroupMembershipId'], resources: this.places() }],
      assign: { membership: jsonata('$states.result.MembershipId') },
      outputs: {},
    });
  }

  private membership() {
    return { IdentityStoreId: this.context.identityStoreId, GroupId: jsonata(rule('resource')), MemberId: { UserId: jsonata(item('grantee')) } };
  }

  /** The groups of the rules and no other, members of any kind. */
  private places(): string[] {
    const { partition, account, identityStoreId } = this.context;
    return [
      `arn:${partition}:identitystore::${account}:identitystore/${identityStoreId}`,
      ...resourcesOf(this.context.rulebook, GROUP_MEMBERSHIP).map((group) => `arn:${partition}:identitystore:::group/${group}`),
      `arn:${partition}:identitystore:::user/*`,
      `arn:${partition}:identitystore:::membership/*`,
    ];
  }
}
