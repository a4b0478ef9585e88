from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk.aws_iam import User
from aws_cdk.aws_sns_subscriptions import SmsSubscription
from cdk_break_glass import NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet
from cdk_break_glass.elevation import (
    ElevatedAccess,
    ElevationIdentityCenter,
    ElevationRule,
    ElevationTarget,
    Person,
    PersonPrincipal,
    RequiredField,
)
from constructs import Construct

IDENTITY_CENTER = ElevationIdentityCenter(
    instance_arn="arn:aws:sso:::instance/ssoins-1234567890abcdef",
    identity_store_id="d-1234567890",
)
ON_CALL_GROUP = "906790b6f4-1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"


class ElevatedAccessStack(Stack):
    """Access just in time, for the days on which Identity Center works: asked for, approved by others, and taken back by itself."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Each with every way to sign in: nobody approves a request of their own as somebody else.
        janes_user = User.from_user_arn(self, "JanesUser", f"arn:aws:iam::{self.account}:user/jane.doe")
        jane = Person(
            "jane.doe",
            principals=[
                self._identity_center_user("jane.doe", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001"),
                PersonPrincipal.iam_user(janes_user.user_arn),
            ],
        )
        john = Person("john.smith", principals=[self._identity_center_user("john.smith", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002")])
        mary = Person("mary.jones", principals=[self._identity_center_user("mary.jones", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000003")])

        permission_set = PlaybookPermissionSet(
            self,
            "ContainRansomware",
            instance_arn=IDENTITY_CENTER.instance_arn,
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
            bypass=[mary],  # when nobody else answers; everybody is told
            required_fields=[RequiredField.incident("INC-[0-9]{4,8}"), RequiredField.justification()],
        )
        # Jane, who is on call, gets it at once. John asks Mary.
        on_call = ElevationRule(
            "on-call",
            target=ElevationTarget.group_membership(ON_CALL_GROUP, "OnCall"),
            requesters=[jane, john],
            automatic_approval_for=[jane],
            approvers=[mary],
            maximum_duration=Duration.hours(8),
        )

        pager = NotificationTopic(self, "Pager", name="ELEVATION", emails=["security-oncall@example.com"])
        pager.topic.add_subscription(SmsSubscription("+15555550100"))  # waits for nobody's confirmation
        access = ElevatedAccess(
            self,
            "Elevation",
            people=[jane, john, mary],
            rules=[contain, on_call],
            identity_center=IDENTITY_CENTER,
            notify=[NotificationTarget.topic(pager.topic)],
            auditors=[mary],
        )
        # The permission set 'Elevation' must allow the same.
        access.grant_call(janes_user)
        CfnOutput(self, "ApiUrl", value=access.api_url)

    def _identity_center_user(self, name: str, user_id: str) -> PersonPrincipal:
        return PersonPrincipal.identity_center_user(
            user_id=user_id,
            user_name=f"{name}@example.com",
            permission_set_name="Elevation",  # with which they call the API
            account_id=self.account,
        )
