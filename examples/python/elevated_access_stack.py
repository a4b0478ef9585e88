from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk.aws_iam import User
from aws_cdk.aws_sns_subscriptions import SmsSubscription
from cdk_break_glass import NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet
from cdk_break_glass.elevation import (
    ElevatedAccess,
    ElevationRule,
    ElevationTarget,
    IdentityCenterDirectory,
    RequiredField,
)
from constructs import Construct

ON_CALL_GROUP = "906790b6f4-1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"


class ElevatedAccessStack(Stack):
    """Access just in time, for the days on which Identity Center works: asked for, approved by others, and taken back by itself."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        directory = IdentityCenterDirectory(
            instance_arn="arn:aws:sso:::instance/ssoins-1234567890abcdef",
            identity_store_id="d-1234567890",
            permission_set_name="Elevation",  # with which people call the API
            account_id=self.account,
        )
        # Register every identity of a person: people can't approve their own request through a second identity.
        janes_user = User.from_user_arn(self, "JanesUser", f"arn:aws:iam::{self.account}:user/jane.doe")
        jane = directory.person("jane.doe@example.com", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001", id="jane.doe", iam_user=janes_user)
        john = directory.person("john.smith@example.com", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002", id="john.smith")
        mary = directory.person("mary.jones@example.com", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000003", id="mary.jones")

        permission_set = PlaybookPermissionSet(
            self,
            "ContainRansomware",
            instance_arn=directory.instance_arn,
            playbook=Playbook.RANSOMWARE,
            phase=Phase.CONTAINMENT,
        )
        contain = ElevationRule(
            "contain-ransomware",
            target=ElevationTarget.permission_set(permission_set),
            accounts=["333333333333", "444444444444"],
            requesters=[jane, john],
            approvers=[jane, john, mary],
            quorum=2,
            bypassers=[mary],  # if no approver answers; announced to all
            required_fields=[RequiredField.incident("INC-[0-9]{4,8}"), RequiredField.justification()],
        )
        # Jane, who is on call, gets it at once. John asks Mary.
        on_call = ElevationRule(
            "on-call",
            target=ElevationTarget.group_membership(ON_CALL_GROUP, "OnCall"),
            requesters=[jane, john],
            automatic_requesters=[jane],
            approvers=[mary],
            max_duration=Duration.hours(8),
        )

        pager = NotificationTopic(self, "Pager", name="ELEVATION", emails=["security-oncall@example.com"])
        pager.topic.add_subscription(SmsSubscription("+15555550100"))  # needs no confirmation
        access = ElevatedAccess(
            self,
            "Elevation",
            people=[jane, john, mary],
            rules=[contain, on_call],
            identity_center=directory,
            notify=[NotificationTarget.topic(pager.topic)],
            auditors=[mary],
            caller_permission_set=True,  # the permission set 'Elevation', to be assigned to Jane, John and Mary
        )
        access.grant_call(janes_user)
        CfnOutput(self, "ApiUrl", value=access.api_url)
