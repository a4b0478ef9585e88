"""Where the emulator's JSONata takes what AWS refuses."""
import re
from urllib.parse import unquote

# Strings, of which the operators below may be a part.
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
# Of JSONata 2.1; AWS has 2.0.6. (?: is the begin of a group in a regular expression.
NEWER_OPERATOR = re.compile(r'\?\?|(?<!\()\?:')
MALFORMED_ENCODING = re.compile('%(?![0-9A-Fa-f]{2})')


def install(stepfunctions):
    evaluate, register = stepfunctions._evaluate_jsonata, stepfunctions._register_sfn_jsonata_functions

    def evaluate_jsonata(expression, *rest, **named):
        newer = NEWER_OPERATOR.search(STRING.sub("''", expression))
        if newer:
            raise stepfunctions._ExecutionError('States.QueryEvaluationError', f'S0211: AWS has no operator {newer.group()}: {expression}')
        return evaluate(expression, *rest, **named)

    def decode_url_component(text=None):
        # The engine here leaves what isn't an encoding as it is.
        if text is not None and MALFORMED_ENCODING.search(text):
            raise ValueError(f'D3140: Malformed URL passed to decodeUrlComponent(): {text}')
        return None if text is None else unquote(text, errors='strict')

    def register_functions(expression):
        register(expression)
        expression.register_lambda('decodeUrlComponent', decode_url_component)

    stepfunctions._evaluate_jsonata = evaluate_jsonata
    stepfunctions._register_sfn_jsonata_functions = register_functions
