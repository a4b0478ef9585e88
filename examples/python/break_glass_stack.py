from aws_cdk import Duration, Stack
from aws_cdk.aws_iam import ArnPrincipal
from aws_cdk.aws_logs import LogGroup, RetentionDays
from cdk_break_glass import (
    ActivationWindow,
    BreakGlassAlarm,
    BreakGlassUser,
    IncidentResponseRole,
    NotificationTarget,
    NotificationTopic,
    Phase,
    Playbook,
    PlaybookPermissionSet,
    PlaybookPhaseProps,
    PlaybookStatement,
    ResponderProfile,
    UserState,
    identity,
)
from constructs import Construct

ONCALL = "security-oncall@example.com"
IDENTITY_CENTER = "arn:aws:sso:::instance/ssoins-1234567890abcdef"


class BreakGlassStack(Stack):
    """Emergency access of a small organization: two responders, three roles, a permission set, and an alarm on all of it."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        identity.AccountPasswordPolicy(self, "PasswordPolicy", min_length=16)

        # Two people who may read each first password, neither of them a responder.
        custodians = [ArnPrincipal(f"arn:aws:iam::{self.account}:role/{name}") for name in ("CustodianAlice", "CustodianBob")]
        jane = BreakGlassUser(
            self,
            "Jane",
            responder_name="Jane Doe",
            responder_email="jane.doe@example.com",
            emergency_contact=ONCALL,
            custodians=custodians,
            state=UserState.COMMISSIONED,  # has enrolled both MFA devices
        )
        john = BreakGlassUser(
            self,
            "John",
            responder_name="John Smith",
            responder_email="john.smith@example.com",
            emergency_contact=ONCALL,
            custodians=custodians,
        )

        investigator = IncidentResponseRole(
            self,
            "Investigator",
            profile=ResponderProfile.SECURITY_INVESTIGATOR,
            playbook=Playbook.CREDENTIAL_COMPROMISE,
            responders=[jane, john],
            max_session=Duration.hours(2),
        )
        # Closed: it can be assumed only after a deployment opens an activation window.
        responder = IncidentResponseRole(
            self,
            "Responder",
            profile=ResponderProfile.INCIDENT_RESPONDER,
            playbook=Playbook.RANSOMWARE,
            responders=[jane],
            backup_owners=[john],
            activation_window=ActivationWindow.closed(),
        )
        printers = Playbook(
            name="PRINTER_OUTBREAK",
            title="The print service is compromised",
            investigation=PlaybookPhaseProps(
                statements=[
                    PlaybookStatement(actions=["ec2:Describe*", "logs:FilterLogEvents"], sources=["https://wiki.example.com/printers"]),
                ],
            ),
            containment=PlaybookPhaseProps(
                max_session=Duration.hours(1),
                statements=[
                    PlaybookStatement(
                        actions=["ec2:StopInstances"],
                        resources=["arn:{{Partition}}:ec2:*:{{Account}}:instance/*"],
                        conditions={"StringEquals": {"aws:ResourceTag/Service": "print"}},
                        sources=["https://wiki.example.com/printers"],
                    ),
                ],
            ),
        )
        commander = IncidentResponseRole(
            self,
            "Commander",
            profile=ResponderProfile.INCIDENT_COMMANDER,
            playbook=printers,
            responders=[jane, john],
        )

        # For the days on which Identity Center works.
        PlaybookPermissionSet(self, "ContainPrinters", instance_arn=IDENTITY_CENTER, playbook=printers, phase=Phase.CONTAINMENT)

        pager = NotificationTopic(self, "Pager", emails=[ONCALL])
        trail_log_group = LogGroup(self, "Trail", log_group_name="organization-trail", retention=RetentionDays.ONE_YEAR)
        BreakGlassAlarm(
            self,
            "Alarm",
            trail_log_group=trail_log_group,
            users=[jane, john],
            roles=[investigator, responder, commander],
            notify=[NotificationTarget.topic(pager.topic), NotificationTarget.ops_item()],
        )
