"""The workbench: the emulator's state machines with AWS' semantics, faults on order, a clock that can be moved, and a record of all calls."""
from ministack.services import stepfunctions

from . import clock, control, deliveries, direct, dynamodb, expressions, identity_center, integrations, schedules, semantics, states
from .authority import Authority
from .clock import Clock
from .faults import Faults
from .record import Record
from .states import UnderWay


def start(control_port, gateway_port, authorizer):
    under_way = UnderWay()
    time = Clock(under_way)
    faults, record = Faults(), Record(time)
    people = identity_center.IdentityCenter()
    services = integrations.Services(f'http://127.0.0.1:{gateway_port}', people)
    authority = Authority(authorizer, time, people)
    calls = integrations.Calls(services, faults, record, authority)
    clock.install(stepfunctions, time)
    dynamodb.install()
    expressions.install(stepfunctions)
    semantics.install(stepfunctions)
    states.install(stepfunctions, faults, under_way, authority)
    integrations.install(stepfunctions, calls)
    delivered = deliveries.install(time, authority)

    def reset():
        faults.clear()
        under_way.end(time.wake)
        record.clear()
        delivered.clear()
        authority.reset()
        people.reset()
        time.reset()

    control.start(control_port, control.Control(time, faults, record, services, schedules.install(time, calls, authority), {
        ('POST', '/rest'): lambda _: under_way.rest(stepfunctions._executions),
        ('POST', '/reset'): lambda _: reset(),
        ('POST', '/executions'): lambda order: direct.executions(stepfunctions, order),
        ('POST', '/authorize'): authority.asked,
        ('POST', '/topic'): authority.topic,
        ('POST', '/events'): delivered.event,
        ('GET', '/deliveries'): lambda _: delivered.list(),
        ('DELETE', '/deliveries'): lambda _: delivered.clear(),
        ('PUT', '/identity-center'): lambda order: people.belongs_to(order['owner']),
        ('POST', '/items'): direct.items,
        ('PUT', '/items'): direct.fill,
    }))
