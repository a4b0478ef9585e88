"""Reads workflows from standard input, and says where their tasks differ from the models of the AWS SDK.

Step Functions takes the names of the SDK for Java: services and actions as the SDK calls them, parameters in PascalCase, errors as `Service.NameException`.
"""
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'emulator'))

import botocore.session  # noqa: E402
from ministack.services import stepfunctions  # noqa: E402
from workbench import casing, integrations  # noqa: E402

SDK = re.compile(r'^arn:aws[a-z-]*:states:::aws-sdk:([a-z0-9]+):(\w+)')
ERROR = re.compile(r"\b([A-Z]\w+)\.(\w+(?:Exception|Error|Exceeded\w*))\b")
session = botocore.session.Session()
models = {}
services_of = integrations.Services('', None)


def model_of(service):
    if service not in models:
        models[service] = session.get_service_model(integrations.SDK_NAMES.get(service, service))
    return models[service]


def prefix_of(service):
    return stepfunctions._AWS_SDK_ERROR_PREFIX.get(service, service.capitalize())


def literal(value):
    """Whether a value stands in the workflow, and isn't computed by it."""
    return not (isinstance(value, str) and value.startswith('{%'))


def missing(value, shape, path=''):
    """Parameters that the API requires, and that the task doesn't name."""
    if shape.type_name == 'structure' and isinstance(value, dict):
        names = {stepfunctions._api_name_to_sfn_key(name): name for name in shape.members}
        sent = {names.get(key, key) for key in value}
        yield from (f'{path}{name}' for name in shape.required_members if name not in sent)
        for key, inner in value.items():
            if key in names:
                yield from missing(inner, shape.members[names[key]], f'{path}{key}.')
    elif shape.type_name == 'list' and isinstance(value, list):
        for inner in value:
            yield from missing(inner, shape.member, path)


def faults(task):
    found = SDK.match(task.get('Resource', ''))
    service, action = found.groups()
    try:
        operation = model_of(service).operation_model(action[0].upper() + action[1:])
    except Exception:
        return [f'there is no {service}:{action}']
    arguments = task.get('Arguments', {})
    if not literal(arguments) or operation.input_shape is None:
        return []
    return [
        *(f'{service}:{action} has no {name}' for name in casing.unknown_names(arguments, operation.input_shape)),
        *(f'{service}:{action} needs {name}' for name in missing(arguments, operation.input_shape)),
    ]


def tasks_in(node):
    if isinstance(node, dict):
        if isinstance(node.get('Resource'), str) and SDK.match(node['Resource']):
            yield node
        for inner in node.values():
            yield from tasks_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from tasks_in(inner)


def errors_in(node):
    """Errors that a state catches or retries, or that an expression compares with."""
    if isinstance(node, dict):
        yield from (error for error in node.get('ErrorEquals', []) if literal(error))
        for inner in node.values():
            yield from errors_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from errors_in(inner)
    elif isinstance(node, str):
        yield from ('.'.join(found) for found in ERROR.findall(node))


def main():
    answer = {}
    for name, workflow in json.load(sys.stdin).items():
        tasks = list(tasks_in(workflow))
        services = sorted({SDK.match(task['Resource']).group(1) for task in tasks})
        known = set().union(*(services_of.errors(service) for service in services)) if services else set()
        named = set(errors_in(workflow))
        # Errors of Step Functions itself, and those with which a workflow ends on purpose, are no service's.
        prefixes = {prefix_of(service) for service in services}
        asked = {error for error in named if error.split('.')[0] in prefixes}
        answer[name] = {
            'tasks': sorted({':'.join(SDK.match(task['Resource']).groups()) for task in tasks}),
            'errors': sorted(asked),
            'others': sorted(named - asked),
            'faults': sorted({fault for task in tasks for fault in faults(task)}) + sorted(f'no service ends with {error}' for error in asked - known),
        }
    print(json.dumps(answer))


main()
