"""The ten lines with the proofs. With --break the role needs no MFA; with --guard the app asks the proofs itself."""
import sys

from aws_cdk import App, CfnResource, Stack, Validations
from aws_cdk.aws_iam import ArnPrincipal
from aws_cdk.aws_logs import LogGroup
from cdk_break_glass import (
    BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Playbook, ResponderProfile, claims,
)

app = App(analytics_reporting=False)
stack = Stack(app, "Proofs")
contact = "oncall@example.com"
custodians = [ArnPrincipal(f"arn:aws:iam::{stack.account}:role/Custodian{name}") for name in ("Alice", "Bob")]
responders = [
    BreakGlassUser(
        stack, name, responder_name=name, responder_email="responder@example.com", emergency_contact=contact, custodians=custodians,
    )
    for name in ("Jane Doe", "John Smith")
]
role = IncidentResponseRole(
    stack, "Investigator",
    profile=ResponderProfile.SECURITY_INVESTIGATOR, playbook=Playbook.CREDENTIAL_COMPROMISE, responders=responders,
)
pager = NotificationTopic(stack, "Pager", emails=[contact])
BreakGlassAlarm(
    stack, "Alarm",
    trail_log_group=LogGroup.from_log_group_name(stack, "Trail", "trail"),
    users=responders, roles=[role], notify=[NotificationTarget.topic(pager.topic), NotificationTarget.ops_item()],
)
if "--break" in sys.argv:
    [trust] = [node for node in role.node.find_all() if CfnResource.is_cfn_resource(node) and node.cfn_resource_type == "AWS::IAM::Role"]
    for operator in ["Bool", "NumericLessThanEquals"]:
        trust.add_property_deletion_override(f"AssumeRolePolicyDocument.Statement.0.Condition.{operator}")
proofs = claims.BreakGlassClaims(app)
Validations.of(app).add_plugins(proofs)
app.synth()
if "--guard" in sys.argv:
    proofs.assert_proven()
