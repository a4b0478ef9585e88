"""What a Python team expects of a package: run by `npm run consumers`, each check fails with its own line."""
import enum
import importlib

from aws_cdk import App, Duration, Stack
from aws_cdk.assertions import Template
from cdk_break_glass import (
    ActivationWindow,
    BreakGlassUser,
    IncidentResponseRole,
    Phase,
    Playbook,
    PlaybookPhaseProps,
    PlaybookStatement,
    ResponderProfile,
)

PERSON = {"responder_name": "Jane Doe", "responder_email": "jane.doe@example.com", "emergency_contact": "oncall@example.com"}


def new_stack() -> Stack:
    return Stack(App(analytics_reporting=False), "Stack")


def message_of(kind, action) -> str:
    try:
        action()
    except kind as error:
        return str(error)
    raise AssertionError(f"no {kind.__name__}")


def keyword_arguments():
    assert "responder_name" in message_of(TypeError, lambda: BreakGlassUser(new_stack(), "Jane"))
    assert "positional" in message_of(TypeError, lambda: BreakGlassUser(new_stack(), "Jane", "Jane Doe"))


def optional_props():
    def synth(**options):
        stack = new_stack()
        BreakGlassUser(stack, "Jane", **PERSON, **options)
        return Template.from_stack(stack).to_json()

    assert synth() == synth(custodians=None, user_name=None, state=None)
    assert synth() != synth(user_name="jane-BREAK-GLASS")


def enums():
    assert issubclass(Phase, enum.Enum)
    assert [phase.name for phase in Phase] == ["INVESTIGATION", "CONTAINMENT", "RECOVERY", "FORENSICS"]


def enum_like_classes():
    assert Playbook.RANSOMWARE.name == "RANSOMWARE"
    assert ResponderProfile.BREAK_GLASS_ADMIN.max_session.to_hours() == 1
    mine = ResponderProfile.custom(name="NETWORK", description="Routes", max_session=Duration.hours(2), phases=[Phase.RECOVERY])
    assert mine.name == "NETWORK" and mine.phases == [Phase.RECOVERY]
    assert ActivationWindow.between("2030-01-31T14:00:00Z", "2030-01-31T18:00:00Z").start == "2030-01-31T14:00:00Z"


def structs():
    statement = PlaybookStatement(actions=["ec2:Describe*"], sources=["https://wiki.example.com"])
    playbook = Playbook(name="MINE", title="Mine", investigation=PlaybookPhaseProps(statements=[statement]))
    assert playbook.max_session(Phase.INVESTIGATION).to_hours() == 4
    assert statement == PlaybookStatement(actions=["ec2:Describe*"], sources=["https://wiki.example.com"])


def namespaces():
    for module, name in (("detection", "BreakGlassRules"), ("identity", "AccountPasswordPolicy")):
        assert hasattr(importlib.import_module(f"cdk_break_glass.{module}"), name)


def imported_users_and_metrics():
    stack = new_stack()
    jane = BreakGlassUser.from_user_arn(stack, "Imported", "arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS")
    assert jane.user_name == "jane.doe-BREAK-GLASS"
    role = IncidentResponseRole(
        stack, "Role", profile=ResponderProfile.SECURITY_INVESTIGATOR, playbook=Playbook.RANSOMWARE, responders=[jane]
    )
    assert role.metric_uses(period=Duration.hours(1)).period.to_hours() == 1


def errors_of_the_library():
    def nobody():
        IncidentResponseRole(
            new_stack(), "Role", profile=ResponderProfile.SECURITY_INVESTIGATOR, playbook=Playbook.RANSOMWARE, responders=[]
        )

    assert "'responders'" in message_of(RuntimeError, nobody)
    assert "phase" in message_of(TypeError, lambda: Playbook.RANSOMWARE.max_session("CONTAINMENT"))


for check in (
    keyword_arguments, optional_props, enums, enum_like_classes, structs, namespaces, imported_users_and_metrics, errors_of_the_library,
):
    check()
    print(f"ok {check.__name__}")
