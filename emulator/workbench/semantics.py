"""Where the emulator's language differs from AWS' in ways that would let a broken workflow pass, or a sound one fail."""
import contextvars
import copy
from concurrent.futures import ThreadPoolExecutor

# A workflow that ends with one of these is beyond Catch and Retry.
UNCATCHABLE = ('States.Runtime', 'States.DataLimitExceeded')


def install(stepfunctions):
    _catch(stepfunctions)
    _assign(stepfunctions)
    _choice(stepfunctions)
    _succeed(stepfunctions)
    _parallel(stepfunctions)


def _catch(stepfunctions):
    matches = stepfunctions._error_matches

    def error_matches(error_equals, error):
        if error in UNCATCHABLE:
            return error in error_equals
        return matches(error_equals, error)

    stepfunctions._error_matches = error_matches


def _assign(stepfunctions):
    def apply_state_assign(state_def, raw_input, ctx, result=None, error_output=None):
        assign = state_def.get('Assign')
        if ctx is None or not isinstance(assign, dict) or stepfunctions._state_query_language(state_def, ctx) != 'JSONata':
            return
        # All of them see the variables as they were: the emulator lets each see those before it.
        new = {name: stepfunctions._apply_jsonata_template(template, raw_input, ctx, result=result, error_output=error_output)
               for name, template in assign.items()}
        ctx.setdefault('variables', {}).update(new)

    stepfunctions._apply_state_assign = apply_state_assign


def _choice(stepfunctions):
    def evaluate(rule, raw_input, ctx):
        value = stepfunctions._apply_jsonata_template(rule.get('Condition'), raw_input, ctx)
        # The emulator takes what is truthy.
        if not isinstance(value, bool):
            raise stepfunctions._ExecutionError(
                'States.QueryEvaluationError', f"The JSONata expression '{rule.get('Condition')}' specified for the field 'Condition' must "
                f'evaluate to a boolean, but was: {value!r}')
        return value

    choice = stepfunctions._execute_choice

    def execute_choice(state_def, raw_input, ctx=None):
        output, following = choice(state_def, raw_input, ctx)
        # The emulator forgets the Output of the state itself, which counts where no rule matches.
        rules = state_def.get('Choices', [])
        if 'Output' not in state_def or stepfunctions._state_query_language(state_def, ctx) != 'JSONata':
            return output, following
        if any(evaluate(rule, raw_input, ctx) for rule in rules):
            return output, following
        return stepfunctions._apply_jsonata_output(state_def, raw_input, ctx, default=raw_input), following

    stepfunctions._evaluate_jsonata_choice_rule = evaluate
    stepfunctions._execute_choice = execute_choice


def _succeed(stepfunctions):
    output_path = stepfunctions._apply_output_path

    def apply_output_path(state_def, data, ctx=None):
        # The emulator ignores the Output of a Succeed state.
        if state_def.get('Type') == 'Succeed' and stepfunctions._state_query_language(state_def, ctx) == 'JSONata':
            return stepfunctions._apply_jsonata_output(state_def, data, ctx, default=data)
        return output_path(state_def, data, ctx)

    stepfunctions._apply_output_path = apply_output_path


def _parallel(stepfunctions):
    run = stepfunctions._run_parallel_branches

    def run_parallel_branches(state_def, raw_input, execution, ctx):
        if stepfunctions._state_query_language(state_def, ctx) != 'JSONata':
            return run(state_def, raw_input, execution, ctx)
        # The emulator ignores Arguments, Output and Assign of a JSONata Parallel, and lets its branches share their variables.
        effective = stepfunctions._apply_jsonata_arguments(state_def, raw_input, ctx)
        branches = state_def.get('Branches', [])
        with ThreadPoolExecutor(max_workers=len(branches)) as pool:
            futures = [pool.submit(contextvars.copy_context().run, stepfunctions._run_sub_machine,
                                   branch['States'], branch['StartAt'], effective, execution, copy.deepcopy(ctx))
                       for branch in branches]
            stepfunctions.futures_wait(futures)
            results = [future.result() for future in futures]
        output = stepfunctions._apply_jsonata_output(state_def, raw_input, ctx, result=results, default=results)
        stepfunctions._apply_state_assign(state_def, raw_input, ctx, result=results)
        return output, stepfunctions._next_or_end(state_def)

    stepfunctions._run_parallel_branches = run_parallel_branches
