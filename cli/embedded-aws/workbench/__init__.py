"""The workbench: the emulator's state machines with AWS' semantics, faults on order, a clock that can be moved, and a record of all calls."""
from ministack.services import stepfunctions

from . import clock, control, expressions, identity_center, integrations, schedules, semantics, states
from .clock import Clock
from .faults import Faults
from .record import Record


def start(control_port, gateway_port):
    time = Clock()
    faults, record = Faults(), Record(time)
    services = integrations.Services(f'http://127.0.0.1:{gateway_port}', identity_center.IdentityCenter())
    calls = integrations.Calls(services, faults, record)
    clock.install(stepfunctions, time)
    expressions.install(stepfunctions)
    semantics.install(stepfunctions)
    states.install(stepfunctions, faults)
    integrations.install(stepfunctions, calls)
    control.start(control_port, control.Control(time, faults, record, services, schedules.install(time, calls)))
