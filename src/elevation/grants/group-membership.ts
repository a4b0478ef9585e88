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

/** Membership of the requester in a group of the identity store. The API writes it synchronously. */
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
      permissions: [{ actions: ['identitystore:CreateGroupMembership'], resources: this.places(this.groups(), ['user']) }],
      outputs: {},
    });
    // The error has two causes: the membership exists, by an overlapping grant or an earlier attempt, or another caller writes at the same time.
    const look = this.find(scope, 'Look up the membership', this.groups());
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
      permissions: [{ actions: ['identitystore:DeleteGroupMembership'], resources: this.places(['*']) }],
      retry: ['ConflictException'],
      outputs: {},
    });
    remove.addCatch(next, { errors: ['Identitystore.ResourceNotFoundException'] });
    remove.next(next);
    // The rule may be gone from here since the membership began; it must end all the same.
    const find = this.find(scope, 'Find the membership', ['*']);
    // There is no membership, which is the wanted result.
    find.addCatch(next, { errors: ['Identitystore.ResourceNotFoundException'] });
    find.next(remove);
    return find;
  }

  private find(scope: Construct, name: string, groups: readonly string[]) {
    return call(scope, name, {
      service: 'identitystore',
      action: 'getGroupMembershipId',
      parameters: this.membership(),
      permissions: [{ actions: ['identitystore:GetGroupMembershipId'], resources: this.places(groups) }],
      assign: { membership: jsonata('$states.result.MembershipId') },
      outputs: {},
    });
  }

  private membership() {
    return { IdentityStoreId: this.context.identityStoreId, GroupId: jsonata(rule('resource')), MemberId: { UserId: jsonata(item('grantee')) } };
  }

  private groups(): readonly string[] {
    return resourcesOf(this.context.rulebook, GROUP_MEMBERSHIP);
  }

  /** Groups, with any user and membership: the creation asks for no membership, which isn't there yet. */
  private places(groups: readonly string[], others: readonly string[] = ['user', 'membership']): string[] {
    const { partition, identityStoreAccount, identityStoreId } = this.context;
    return [
      `arn:${partition}:identitystore::${identityStoreAccount}:identitystore/${identityStoreId}`,
      ...groups.map((group) => `arn:${partition}:identitystore:::group/${group}`),
      ...others.map((kind) => `arn:${partition}:identitystore:::${kind}/*`),
    ];
  }
}
