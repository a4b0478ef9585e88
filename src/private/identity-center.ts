/** Ids, ARNs and names of Identity Center, as its API describes them. */
import { Token } from 'aws-cdk-lib';
import { propError, writeItAs } from './validation';

/** Beginning of the name of each role that Identity Center creates in an account; a suffix of 16 digits ends it. */
export const RESERVED_ROLE_PREFIX = 'AWSReservedSSO_';
/** Path of these roles. */
export const RESERVED_ROLE_PATH = '/aws-reserved/sso.amazonaws.com/';

const INSTANCE = '(?:sso)?ins-[a-zA-Z0-9-.]{16}';
const INSTANCE_ARN = new RegExp(`^arn:aws[a-z-]*:sso:::instance/${INSTANCE}$`);
const PERMISSION_SET_ARN = new RegExp(`^arn:aws[a-z-]*:sso:::permissionSet/${INSTANCE}/ps-[a-zA-Z0-9-./]{16}$`);
const PERMISSION_SET_NAME = /^[\w+=,.@-]{1,32}$/;
const IDENTITY_STORE_ID = /^(?:d-[0-9a-f]{10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const USER_OR_GROUP_ID = /^(?:[0-9a-f]{10}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d$/;
const USER_NAME = /^[\w+=,.@-]{2,64}$/;

/** Accepts a token: another stack or a parameter may give the instance. */
export function requireInstanceArn(prop: string, arn: string): void {
  requireUnlessToken(INSTANCE_ARN, prop, 'must be the ARN of an Identity Center instance', arn,
    writeItAs(arn, (text) => `arn:aws:sso:::instance/${text.trim().split('/').pop()}`, INSTANCE_ARN, 'arn:aws:sso:::instance/ssoins-1234567890abcdef'));
}

/** Accepts a token: the Region of a stack for any Region. */
export function requireInstanceRegion(prop: string, region: string): void {
  requireUnlessToken(REGION, prop, 'must be the name of the Region in which Identity Center was enabled', region,
    writeItAs(region, (text) => text.trim().toLowerCase().replace(/[\s_]+/g, '-').replace(/(\d)[a-z]$/, '$1'), REGION, 'eu-central-1'));
}

/** Accepts a token: another stack or a parameter may give the identity store. */
export function requireIdentityStoreId(prop: string, id: string): void {
  requireUnlessToken(IDENTITY_STORE_ID, prop, 'must be the id of an identity store', id,
    writeItAs(id, (text) => `d-${text.trim().toLowerCase().replace(/^d-/, '')}`, IDENTITY_STORE_ID, 'd-1234567890'));
}

/** Accepts a token: the ARN of a permission set is known at deployment. */
export function requirePermissionSetArn(prop: string, arn: string): void {
  requireUnlessToken(PERMISSION_SET_ARN, prop, 'must be the ARN of a permission set', arn,
    "write it as 'arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef'");
}

/** Refuses a token: callers are compared with the name. */
export function requirePermissionSetName(
  prop: string, name: string, requirement: string = 'must be the name of a permission set', fix: string = 'give the name, not the ARN',
): void {
  requireText(PERMISSION_SET_NAME, prop, requirement, name, fix);
}

/** Refuses a token: policies and reviews show the id. */
export function requireUserOrGroupId(prop: string, id: string): void {
  requireText(USER_OR_GROUP_ID, prop, 'must be the id of a user or group in the identity store', id,
    "look it up with 'aws identitystore list-groups' or 'list-users'");
}

/** Name with which a user signs in to the access portal. Refuses a token: callers are compared with it. */
export function requirePortalUserName(prop: string, name: string): void {
  requireText(USER_NAME, prop, 'must be the name of a user in Identity Center, 2 to 64 characters', name, 'give the name that the person signs in with');
}

function requireUnlessToken(pattern: RegExp, prop: string, requirement: string, value: string, fix: string): void {
  if (!Token.isUnresolved(value)) { requireText(pattern, prop, requirement, value, fix); }
}

function requireText(pattern: RegExp, prop: string, requirement: string, value: string, fix: string): void {
  // A value from JavaScript may be undefined, which a pattern reads as a text.
  if (typeof value !== 'string' || Token.isUnresolved(value) || !pattern.test(value)) {
    throw propError(prop, requirement, value, fix);
  }
}
