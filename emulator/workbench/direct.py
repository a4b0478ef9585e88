"""What tests put in place and look at again and again, past the services: by their APIs it costs more than what is tested."""
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import dynamodb

SHOWN = ('executionArn', 'name', 'status', 'input', 'output', 'error', 'cause')


def executions(stepfunctions, order):
    """Of one state machine, in the order in which they began."""
    return [{name: execution.get(name) for name in SHOWN} for execution in list(stepfunctions._executions._data.values())
            if execution['stateMachineArn'] == order['machine'] and order.get('status', execution['status']) == execution['status']]


def items(order):
    """Of a table, or of one partition of it."""
    partitions = _table(order)['items']
    chosen = [partitions.get(order['partition'], {})] if 'partition' in order else list(partitions.values())
    return [item for partition in chosen for item in list(partition.values())]


def fill(order):
    table = _table(order)
    for item in order['items']:
        partition, sort, error = dynamodb._resolve_table_key_values(table, item, True)
        if error:
            raise ValueError(f'No key of {order["table"]}: {item}')
        dynamodb._set_item(table, partition, sort, item)


def _table(order):
    set_request_account_id(order['account'])
    set_request_region(order['region'])
    return dynamodb._tables[order['table']]
