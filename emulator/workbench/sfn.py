import json
import re

# What names of executions must not have; also no control characters.
FORBIDDEN_IN_NAME = re.compile(r'[\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]')


def refusal(operation, sent):
    """The error with which Step Functions refuses a start that the emulator would accept, as a pair of code and message."""
    if operation not in ('StartExecution', 'StartSyncExecution'):
        return None
    name, text = sent.get('name', 'x'), sent.get('input', '{}')
    if not 1 <= len(name) <= 80 or FORBIDDEN_IN_NAME.search(name):
        return 'InvalidName', f"Invalid Name: '{name}'"
    try:
        json.loads(text)
    except ValueError as error:
        return 'InvalidExecutionInput', f"Invalid State Machine Execution Input: '{error}'"
    return None


def running(client, operation, sent, error):
    """A Standard workflow started again by the same name with the same input while it runs: AWS answers as it did the first time."""
    if operation != 'StartExecution' or error.response['Error']['Code'] != 'ExecutionAlreadyExists':
        return None
    execution_arn = sent['stateMachineArn'].replace(':stateMachine:', ':execution:') + ':' + sent['name']
    there = client.describe_execution(executionArn=execution_arn)
    if there['status'] != 'RUNNING' or there['input'] != sent.get('input', '{}'):
        return None
    return {'executionArn': execution_arn, 'startDate': there['startDate']}
