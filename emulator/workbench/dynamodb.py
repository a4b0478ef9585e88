"""The emulator's DynamoDB, which otherwise reads an expression anew for each item that it looks at."""
import re
from functools import lru_cache

from ministack.services import dynamodb

# The condition of a query by a key and a range: for each page, the emulator looks at all items of the key.
RANGE = re.compile(r'(#?\w+) = (:\w+) AND (#?\w+) BETWEEN (:\w+) AND (:\w+)')


class Tokens(list):
    """Of an expression; never changed, so that they can be the key of a cache."""
    __hash__ = object.__hash__


def install():
    tokenize, evaluate = dynamodb._tokenize, dynamodb._evaluate_condition
    dynamodb._tokenize = lru_cache(maxsize=None)(lambda expression: Tokens(tokenize(expression)))
    for check in ('_check_redundant_parens', '_check_reserved_keyword_usage', '_condition_syntax_error'):
        setattr(dynamodb, check, _once(getattr(dynamodb, check)))

    def evaluate_condition(expression, item, values, names, slot='ConditionExpression'):
        parts = _range(expression) if slot == 'KeyConditionExpression' else None
        try:
            if parts:
                key, value, sort, least, most = parts
                return (item[names.get(key, key)]['S'] == values[value]['S']
                        and values[least]['S'] <= item[names.get(sort, sort)]['S'] <= values[most]['S'])
        except KeyError:
            # Not texts, or not there.
            pass
        return evaluate(expression, item, values, names, slot)

    dynamodb._evaluate_condition = evaluate_condition


@lru_cache(maxsize=None)
def _range(expression):
    found = RANGE.fullmatch(expression)
    return found and found.groups()


def _once(check):
    cached = lru_cache(maxsize=None)(check)
    # Of a part of the tokens there is a new list each time.
    return lambda expression, *rest: (check if type(expression) is list else cached)(expression, *rest)
