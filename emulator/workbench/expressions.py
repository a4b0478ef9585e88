"""Refuses JSONata that AWS refuses, and parses each expression once."""
import re
import threading
from urllib.parse import unquote

from jsonata import jsonata as engine
from jsonata import parser

# Strings, which may contain the operators below.
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
    _parse_once()


def _parse_once():
    # The emulator would parse an expression at each evaluation, which takes longer than the evaluation. Evaluation doesn't change the tree.
    parse, trees, lock = parser.Parser.parse, {}, threading.Lock()

    def parse_once(self, text, *rest):
        with lock:
            if text not in trees:
                trees[text] = parse(self, text, *rest)
        return trees[text]

    parser.Parser.parse = parse_once
    # Under the lock one parser will do; otherwise each thread, and so each execution, makes its own.
    the_parser = parser.Parser()
    engine.Jsonata.get_parser = staticmethod(lambda: the_parser)
