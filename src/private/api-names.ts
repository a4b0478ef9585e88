/**
 * API calls whose action has another name in policies.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
 */
export const API_NAMES: { readonly [call: string]: string } = {
  's3:copyobject': 's3:PutObject',
  's3:completemultipartupload': 's3:PutObject',
  's3:createmultipartupload': 's3:PutObject',
  's3:deletebucketencryption': 's3:PutEncryptionConfiguration',
  's3:deletebucketlifecycle': 's3:PutLifecycleConfiguration',
  's3:deletebucketreplication': 's3:PutReplicationConfiguration',
  's3:deleteobjects': 's3:DeleteObject',
  's3:deletepublicaccessblock': 's3:PutBucketPublicAccessBlock',
  's3:getbucketaccelerateconfiguration': 's3:GetAccelerateConfiguration',
  's3:getbucketencryption': 's3:GetEncryptionConfiguration',
  's3:getbucketlifecycleconfiguration': 's3:GetLifecycleConfiguration',
  's3:getbucketnotificationconfiguration': 's3:GetBucketNotification',
  's3:getbucketreplication': 's3:GetReplicationConfiguration',
  's3:getobjectlockconfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:getpublicaccessblock': 's3:GetBucketPublicAccessBlock',
  's3:headbucket': 's3:ListBucket',
  's3:headobject': 's3:GetObject',
  's3:listbuckets': 's3:ListAllMyBuckets',
  's3:listmultipartuploads': 's3:ListBucketMultipartUploads',
  's3:listobjects': 's3:ListBucket',
  's3:listobjectsv2': 's3:ListBucket',
  's3:listobjectversions': 's3:ListBucketVersions',
  's3:listparts': 's3:ListMultipartUploadParts',
  's3:putbucketencryption': 's3:PutEncryptionConfiguration',
  's3:putbucketlifecycleconfiguration': 's3:PutLifecycleConfiguration',
  's3:putbucketnotificationconfiguration': 's3:PutBucketNotification',
  's3:putbucketreplication': 's3:PutReplicationConfiguration',
  's3:putobjectlockconfiguration': 's3:PutBucketObjectLockConfiguration',
  's3:putpublicaccessblock': 's3:PutBucketPublicAccessBlock',
  's3:uploadpart': 's3:PutObject',
  'lambda:invoke': 'lambda:InvokeFunction',
};

/** IAM's name of an action that was written as its API call; undefined if both are the same. */
export function apiName(action: string): string | undefined {
  return Object.hasOwn(API_NAMES, action.toLowerCase()) ? API_NAMES[action.toLowerCase()] : undefined;
}
