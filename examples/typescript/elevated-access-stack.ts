import { CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, elevation } from 'cdk-break-glass';
import { Construct } from 'constructs';

const ON_CALL_GROUP = '906790b6f4-1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';

/** Access just in time, for the days on which Identity Center works: asked for, approved by others, and taken back by itself. */
export class ElevatedAccessStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const directory = new elevation.IdentityCenterDirectory({
      instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
      identityStoreId: 'd-1234567890',
      permissionSetName: 'Elevation', // with which people call the API
      accountId: this.account,
    });
    // Register every identity of a person: people can't approve their own request through a second identity.
    const janesUser = User.fromUserArn(this, 'JanesUser', `arn:aws:iam::${this.account}:user/jane.doe`);
    const jane = directory.person('jane.doe@example.com', '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001', { id: 'jane.doe', iamUser: janesUser });
    const john = directory.person('john.smith@example.com', '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002', { id: 'john.smith' });
    const mary = directory.person('mary.jones@example.com', '906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000003', { id: 'mary.jones' });

    const permissionSet = new PlaybookPermissionSet(this, 'ContainRansomware', {
      instanceArn: directory.instanceArn,
      playbook: Playbook.RANSOMWARE,
      phase: Phase.CONTAINMENT,
    });
    const contain = new elevation.ElevationRule('contain-ransomware', {
      target: elevation.ElevationTarget.permissionSet(permissionSet),
      accounts: ['333333333333', '444444444444'],
      requesters: [jane, john],
      approvers: [jane, john, mary],
      quorum: 2,
      bypassers: [mary], // if no approver answers; announced to all
      requiredFields: [elevation.RequiredField.incident('INC-[0-9]{4,8}'), elevation.RequiredField.justification()],
    });
    // Jane, who is on call, gets it at once. John asks Mary.
    const onCall = new elevation.ElevationRule('on-call', {
      target: elevation.ElevationTarget.groupMembership(ON_CALL_GROUP, 'OnCall'),
      requesters: [jane, john],
      automaticRequesters: [jane],
      approvers: [mary],
      maxDuration: Duration.hours(8),
    });

    const pager = new NotificationTopic(this, 'Pager', { name: 'ELEVATION', emails: ['security-oncall@example.com'] });
    pager.topic.addSubscription(new SmsSubscription('+15555550100')); // needs no confirmation
    const access = new elevation.ElevatedAccess(this, 'Elevation', {
      people: [jane, john, mary],
      rules: [contain, onCall],
      identityCenter: directory,
      notify: [NotificationTarget.topic(pager.topic)],
      auditors: [mary],
      callerPermissionSet: true, // the permission set 'Elevation', to be assigned to Jane, John and Mary
    });
    access.grantCall(janesUser);
    new CfnOutput(this, 'ApiUrl', { value: access.apiUrl });
  }
}
