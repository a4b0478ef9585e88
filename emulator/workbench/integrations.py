import threading
import time
from datetime import datetime, timezone
from functools import partial

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from botocore.handlers import json_decode_policies
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

from . import casing, constraints, policies, sfn, states
from .authority import Refused

# Where Step Functions' name of a service isn't the SDK's.
SDK_NAMES = {'ssoadmin': 'sso-admin', 'sfn': 'stepfunctions', 'eventbridge': 'events', 'cloudwatchlogs': 'logs'}
# Step Functions names errors after the client of the SDK for Java.
stepfunctions._AWS_SDK_ERROR_PREFIX.update(
    ssoadmin='SsoAdmin', identitystore='Identitystore', organizations='Organizations', scheduler='Scheduler', securityhub='SecurityHub')


# What the services call a refusal by the key.
KEY_ERRORS = {'sfn': 'KmsAccessDeniedException', 'sqs': 'KmsAccessDenied'}


class Services:
    """The services as Step Functions calls them: by SDK, with the names of the SDK for Java in parameters, results and errors."""

    def __init__(self, endpoint, identity_center):
        self._endpoint = endpoint
        self._identity_center = identity_center
        self._session = botocore.session.Session()
        self._clients = {}
        self._lock = threading.Lock()

    def call(self, service, action, parameters, account, region):
        client = self._client(service, account, region)
        operation = action[0].upper() + action[1:]
        try:
            model = client.meta.service_model.operation_model(operation)
        except Exception:
            raise stepfunctions._ExecutionError('States.Runtime', f'There is no {service}:{action}')
        wrong = list(casing.unknown_names(parameters or {}, model.input_shape)) if model.input_shape else []
        if wrong:
            raise stepfunctions._ExecutionError('States.Runtime', f"{service}:{action} has no {', '.join(wrong)}: the SDK integration's names are in PascalCase")
        sent = stepfunctions._sdk_json_param_value(parameters or {}, model.input_shape) if model.input_shape else {}
        refuse = partial(_execution_error, service, client.meta.service_model)
        refused = sfn.refusal(operation, sent) if service == 'sfn' else _violation(sent, model.input_shape)
        if refused:
            raise refuse({'Error': {'Code': refused[0], 'Message': refused[1]}})
        try:
            result = client._make_api_call(operation, sent)
        except ParamValidationError as error:
            raise stepfunctions._ExecutionError('States.Runtime', f'{service}:{action}: {error}')
        except ClientError as error:
            result = sfn.running(client, operation, sent, error) if service == 'sfn' else None
            if result is None:
                raise refuse(error.response)
        result.pop('ResponseMetadata', None)
        result = _json(result)
        return stepfunctions._sdk_json_value(result, model.output_shape) if model.output_shape else result

    def refusal(self, service, account, region, refused):
        """The error with which a call ends that nobody allows. [M] says which services name it; others end in their general exception."""
        key = refused.action.startswith('kms:') and KEY_ERRORS.get(service)
        code = key or ('AccessDenied' if service == 's3' else 'AccessDeniedException')
        model = self._client(service, account, region).meta.service_model
        return _execution_error(service, model, {'Error': {'Code': code, 'Message': refused.message}})

    def errors(self, service):
        """Names with which a task of the service can end: those of its model, its general exception, and the client's own."""
        model = self._session.get_service_model(SDK_NAMES.get(service, service))
        prefix = stepfunctions._AWS_SDK_ERROR_PREFIX.get(service, service.capitalize())
        named = {_java_name(shape.name) for shape in model.error_shapes}
        return {f'{prefix}.{name}' for name in named | {f'{prefix}Exception', 'SdkClientException'}}

    def _client(self, service, account, region):
        with self._lock:
            key = (service, account, region)
            if key not in self._clients:
                self._clients[key] = self._create(service, account, region)
            return self._clients[key]

    def _create(self, service, account, region):
        elsewhere = self._identity_center.has(service)
        session = self._identity_center.session() if elsewhere else self._session
        client = session.create_client(
            SDK_NAMES.get(service, service),
            region_name=region,
            # The emulator takes an access key id of twelve digits as the account.
            aws_access_key_id=account,
            aws_secret_access_key='embedded',
            endpoint_url=None if elsewhere else self._endpoint,
            config=Config(retries={'total_max_attempts': 1}, inject_host_prefix=False, max_pool_connections=50, proxies={}),
        )
        if elsewhere:
            self._identity_center.adopt(client, account)
        if service == 'iam':
            # Only the SDK for Python parses policies; other SDKs return them as IAM sends them.
            client.meta.events.unregister('after-call.iam', json_decode_policies)
        return client


class Calls:
    """Makes the calls of state machines and schedules that they may make, with the faults that were ordered, and records them."""

    def __init__(self, services, faults, record, authority):
        self._services = services
        self._faults = faults
        self._record = record
        self._authority = authority

    def make(self, place, service, action, parameters):
        entry = self._record.begin(place, service, action, parameters)
        # arn:aws:iam::<account>:role/<name>: a task with credentials works in the account of its role.
        account = place['role'].split(':')[4] if 'role' in place else get_account_id()
        try:
            self._authorize(place, service, action, parameters, account)
            result = self._with_fault(self._faults.for_call(place, service, action, parameters), service,
                                      lambda: self._services.call(service, action, parameters, account, get_region()))
        except stepfunctions._ExecutionError as error:
            self._record.end(entry, error=error.error, cause=error.cause)
            raise
        self._record.end(entry, result=result)
        return result

    def _with_fault(self, fault, service, call):
        if fault is None:
            return call()
        if fault.get('delayMs'):
            time.sleep(fault['delayMs'] / 1000)
        error = fault.get('error')
        # A lost answer is an error after the call; a made-up answer is, unless said otherwise, made of a real one.
        before = fault.get('before', error is not None)
        result = {} if before and (error or fault.get('result') is not None) else call()
        if error:
            name = error if '.' in error else stepfunctions._prefix_sdk_error(service, error)
            if not name.startswith('States.') and name not in self._services.errors(service):
                raise stepfunctions._ExecutionError('States.Runtime', f'A fault that never happens: {service} has no error {name}')
            raise stepfunctions._ExecutionError(name, fault.get('cause', 'A fault of the workbench'))
        return merge(result, fault.get('result') or {})

    def nested(self, place, parameters, waits):
        """Step Functions' own integration of itself."""
        role = policies.machine(place['execution'])['roleArn']
        try:
            self._authority.call(role, 'states', 'startExecution.sync' if waits else 'startExecution', parameters, get_region())
        except policies.Missing:
            return
        except Refused as refused:
            raise stepfunctions._ExecutionError('StepFunctions.AccessDeniedException', refused.message)

    def _authorize(self, place, service, action, parameters, account):
        try:
            if 'execution' in place:
                self._authority.workflow(policies.machine(place['execution']), service, action, parameters, get_region(), place.get('role'))
            else:
                self._authority.call(place['role'], service, action, parameters, get_region())
        except policies.Missing:
            # What isn't there is asked of the service, which says so with its own error. A role of the caller's is always there.
            return
        except Refused as refused:
            raise self._services.refusal(service, account, get_region(), refused)


NESTED = 'arn:aws:states:::states:startExecution'


def install(module, calls):
    def invoke(resource, parameters):
        # arn:aws:states:::aws-sdk:<service>:<action>
        parts = resource.split(':')
        if len(parts) != 8 or parts[5] != 'aws-sdk':
            raise module._ExecutionError('States.Runtime', f'Not an SDK integration that the workbench knows: {resource}')
        return calls.make(states.place(), parts[6], parts[7], parameters)

    nested = module._invoke_resource

    def invoke_resource(resource, parameters):
        if resource.startswith(NESTED):
            calls.nested(states.place(), parameters, resource.startswith(f'{NESTED}.sync'))
        elif ':aws-sdk:' not in resource:
            raise module._ExecutionError('States.Runtime', f"The emulator doesn't know what {resource} asks")
        return nested(resource, parameters)

    module._invoke_aws_sdk_integration = invoke
    module._invoke_resource = invoke_resource


def merge(result, override):
    if not isinstance(result, dict) or not isinstance(override, dict):
        return override
    return {**result, **{key: merge(result.get(key), value) for key, value in override.items()}}


def _violation(sent, shape):
    found = list(constraints.violations(sent, shape)) if shape else []
    return ('ValidationException', f"{len(found)} validation error(s) detected: {'; '.join(found)}") if found else None


def _execution_error(service, model, response):
    code = response['Error'].get('Code', '').rsplit('#')[-1].rsplit('.')[-1]
    prefix = stepfunctions._AWS_SDK_ERROR_PREFIX.get(service, service.capitalize())
    # The SDK knows errors by their code, and what the service's model doesn't list only as the service's exception.
    names = [shape.name for shape in model.error_shapes if code in (shape.name, shape.metadata.get('error', {}).get('code'))]
    name = _java_name(names[0]) if names else f'{prefix}Exception'
    status = response.get('ResponseMetadata', {}).get('HTTPStatusCode', 400)
    message = response['Error'].get('Message', '')
    return stepfunctions._ExecutionError(
        f'{prefix}.{name}', f'{message} (Service: {prefix}, Status Code: {status}, Request ID: 00000000-0000-0000-0000-000000000000)')


def _java_name(shape):
    if shape.endswith('Exception'):
        return shape
    return (shape[:-len('Fault')] if shape.endswith('Fault') else shape) + 'Exception'


def _json(value):
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z'
    return value
