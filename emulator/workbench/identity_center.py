import json
import threading
import uuid

import botocore.session

SERVICES = ('ssoadmin', 'identitystore')


class IdentityCenter:
    """IAM Identity Center, which the emulator lacks: moto's, in this process, held to AWS' behaviour where moto's differs."""

    def __init__(self):
        self._lock = threading.Lock()
        self._session = None
        self._owner = None

    @staticmethod
    def has(service):
        return service in SERVICES

    @staticmethod
    def adopt(client, account):
        def set_account(params, **_):
            params['headers']['x-moto-account-id'] = account

        client.meta.events.register('before-call', set_account)

    def session(self):
        """A session whose clients reach moto: only those made after moto was loaded do."""
        with self._lock:
            if self._session is not None:
                return self._session
            # Imported late: it takes a second, and most users of the emulator need none of it.
            from moto import mock_aws
            from moto.identitystore.models import IdentityStoreBackend
            from moto.ssoadmin.models import SSOAdminBackend
            from moto.ssoadmin.responses import SSOAdminResponse
            gone = set()
            _correct_assignments(SSOAdminBackend, gone)
            _correct_memberships(IdentityStoreBackend)
            _remember_deleted(IdentityStoreBackend, gone)
            _answer_before_it_is_done(SSOAdminResponse)
            mock_aws(config={'core': {'mock_credentials': False}}).start()
            self._session = botocore.session.Session()
            return self._session

    def owner(self, account):
        """The account that owns the instance and its identity store. @default the one that asks"""
        return self._owner or account

    def belongs_to(self, account):
        self._owner = account

    def membership(self, account, region, parameters):
        """Whose membership it is, and of which group; None if it is gone."""
        self.session()
        from moto.identitystore.exceptions import ResourceNotFoundException
        from moto.identitystore.models import identitystore_backends
        try:
            return identitystore_backends[account][region].describe_group_membership(parameters['IdentityStoreId'], parameters['MembershipId'])
        except ResourceNotFoundException:
            return None

    def reset(self):
        self._owner = None
        if self._session is None:
            return
        from moto.identitystore.models import identitystore_backends
        from moto.ssoadmin.models import ssoadmin_backends
        for backends in (identitystore_backends, ssoadmin_backends):
            for account in backends.values():
                for backend in account.values():
                    backend.reset()


def _remember_deleted(backend, gone):
    delete = backend.delete_user

    def delete_user(self, identity_store_id, user_id):
        delete(self, identity_store_id, user_id)
        gone.add(user_id)

    backend.delete_user = delete_user


def _correct_assignments(backend, gone):
    create, delete = backend.create_account_assignment, backend.delete_account_assignment
    describe_deletion = backend.describe_account_assignment_deletion_status
    describe = backend.describe_account_assignment_creation_status

    def create_account_assignment(self, **assignment):
        # Assignments are a set: moto lists one twice that was made twice, and forgets how it came about once it is gone.
        made = create(self, **assignment)
        new = self.account_assignments[-1]
        self.account_assignments[:] = [old for old in self.account_assignments[:-1] if _identity(old) != _identity(new)] + [new]
        self.__dict__.setdefault('_requests', {})[new.request_id] = new
        return made

    def describe_account_assignment_creation_status(self, account_assignment_creation_request_id, instance_arn):
        known = self.__dict__.get('_requests', {}).get(account_assignment_creation_request_id)
        if known is None:
            return describe(self, account_assignment_creation_request_id, instance_arn)
        return known.to_json(include_creation_date=True, include_request_id=True)

    def delete_account_assignment(self, instance_arn, target_id, target_type, permission_set_arn, principal_type, principal_id):
        place = (instance_arn, target_id, target_type, permission_set_arn, principal_type, principal_id)
        if principal_id not in gone:
            return delete(self, *place)
        # The call itself succeeds. What fails is the write, later; the assignment stays listed.
        begun = {**self._find_account(*place).to_json(include_creation_date=True, include_request_id=True), 'RequestId': str(uuid.uuid4())}
        self.__dict__.setdefault('_failed', {})[begun['RequestId']] = {
            **begun, 'FailureReason': 'Received a 404 status error: Principal not found in directory'}
        return begun

    def describe_account_assignment_deletion_status(self, account_assignment_deletion_request_id, instance_arn):
        failed = self.__dict__.get('_failed', {}).get(account_assignment_deletion_request_id)
        return failed or describe_deletion(self, account_assignment_deletion_request_id, instance_arn)

    backend.create_account_assignment = create_account_assignment
    backend.delete_account_assignment = delete_account_assignment
    backend.describe_account_assignment_deletion_status = describe_account_assignment_deletion_status
    backend.describe_account_assignment_creation_status = describe_account_assignment_creation_status


def _answer_before_it_is_done(response):
    """Writes of assignments are asynchronous. moto says at once that they have succeeded."""
    for operation, member in (('create', 'AccountAssignmentCreationStatus'), ('delete', 'AccountAssignmentDeletionStatus')):
        name = f'{operation}_account_assignment'

        def write(self, original=getattr(response, name), member=member):
            answer = json.loads(original(self))
            answer[member]['Status'] = 'IN_PROGRESS'
            return json.dumps(answer)

        setattr(response, name, write)
    describe = response.describe_account_assignment_deletion_status

    def describe_account_assignment_deletion_status(self):
        answer = json.loads(describe(self))
        if 'FailureReason' in answer['AccountAssignmentDeletionStatus']:
            answer['AccountAssignmentDeletionStatus']['Status'] = 'FAILED'
        return json.dumps(answer)

    response.describe_account_assignment_deletion_status = describe_account_assignment_deletion_status


def _identity(assignment):
    return (assignment.instance_arn, assignment.target_id, assignment.permission_set_arn, assignment.principal_type, assignment.principal_id)


def _correct_memberships(backend):
    from moto.identitystore.exceptions import ConflictException, ResourceNotFoundException
    create = backend.create_group_membership
    delete = backend.delete_group_membership

    def create_group_membership(self, identity_store_id, group_id, member_id):
        try:
            self.get_group_membership_id(identity_store_id, group_id, member_id)
        except ResourceNotFoundException:
            return create(self, identity_store_id, group_id, member_id)
        raise ConflictException(message='Member and Group relationship already exists.', reason='UNIQUENESS_CONSTRAINT_VIOLATION')

    def delete_group_membership(self, identity_store_id, membership_id):
        # Refuses what isn't there, where moto is silent.
        self.describe_group_membership(identity_store_id, membership_id)
        delete(self, identity_store_id, membership_id)

    backend.create_group_membership = create_group_membership
    backend.delete_group_membership = delete_group_membership
