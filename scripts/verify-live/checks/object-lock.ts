import { CfnOutput } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { failed, held, Live, LiveCheck } from '../check';
import { LiveStack, templateOf } from '../stack';
import { addWorkflow, runWhenReady } from '../workflow';

const KEY = 'requests/verify/1.json';

/**
 * A bucket with Object Lock, a workflow that writes as the archive of elevated access does, and one that removes what was written. The
 * retention is in governance mode: in compliance mode not even root could remove the object within the day.
 */
export function lockTemplate(bucketName: string): any {
  return templateOf((stack) => {
    const bucket = new s3.CfnBucket(stack, 'Bucket', {
      bucketName,
      objectLockEnabled: true,
      objectLockConfiguration: { objectLockEnabled: 'Enabled', rule: { defaultRetention: { mode: 'GOVERNANCE', days: 1 } } },
      versioningConfiguration: { status: 'Enabled' },
      publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    });
    const objects = [`${bucket.attrArn}/${KEY}`];
    const write = addWorkflow(stack, 'Write', {
      resource: 'aws-sdk:s3:putObject',
      arguments: { Bucket: bucketName, Key: KEY, Body: '{% $string($states.input.rows) %}', ContentType: 'application/json', ChecksumAlgorithm: 'SHA256' },
      output: { version: '{% $states.result.VersionId %}' },
    }, [new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: objects })]);
    const remove = addWorkflow(stack, 'Remove', {
      resource: 'aws-sdk:s3:deleteObject',
      arguments: { Bucket: bucketName, Key: KEY, VersionId: '{% $states.input.version %}', BypassGovernanceRetention: true },
      output: {},
    }, [new iam.PolicyStatement({ actions: ['s3:DeleteObjectVersion', 's3:BypassGovernanceRetention'], resources: objects })]);
    for (const { machine } of [write, remove]) { machine.node.addDependency(bucket); }
    new CfnOutput(stack, 'BucketName', { value: bucketName });
  });
}

export const OBJECT_LOCK: LiveCheck = {
  fact: 'object-lock-write',
  creates: ['a stack with a bucket with Object Lock (governance mode, one day), two roles and two Express workflows; one object of a few bytes'],
  cost: { cents: 1, because: 'a few requests of S3 and Step Functions', source: 'https://aws.amazon.com/s3/pricing/' },
  minutes: 3,
  run: async (live) => {
    const bucket = `${live.name}-${live.account}`;
    const stack = await LiveStack.create(live, lockTemplate(bucket));
    const [write, remove] = [await stack.output('WriteArn'), await stack.output('RemoveArn')];
    const object: Written = { tried: false };
    registerRemoval(live, remove, bucket, object);
    object.tried = true;
    const ran = await runWhenReady(live, write, { rows: [{ pk: { S: 'REQUEST#verify' } }] });
    object.version = ran.output?.version;
    if (ran.error !== undefined) {
      // S3 refused the write, so nothing is there. A time-out leaves that open.
      object.tried = !ran.error.startsWith('S3.');
      if (isChecksum(`${ran.error} ${ran.cause}`)) { return failed(`the bucket refused the object: ${ran.cause}`); }
      throw new Error(`the object couldn't be written: ${ran.error}: ${ran.cause}`);
    }
    if (typeof object.version !== 'string') { throw new Error(`the object has no version: ${JSON.stringify(ran.output)}`); }
    return held('a workflow wrote an object with a SHA-256 checksum to a bucket with a default retention');
  },
};

/** S3's refusal of a write without a checksum: "Content-MD5 OR x-amz-checksum- HTTP header is required". */
const isChecksum = (text: string) => /checksum|Content-MD5|InvalidRequest/i.test(text);

interface Written {
  /** Whether something may be there. */
  tried: boolean;
  version?: string;
}

/** A stack can't delete a bucket that holds an object, so this step is taken back before the stack's. */
function registerRemoval(live: Live, remove: string, bucket: string, object: Written): void {
  live.cleanup.add({
    what: `object ${KEY} of bucket ${bucket}`,
    command: `aws s3api delete-object --bucket ${bucket} --key ${KEY} --version-id VERSION --bypass-governance-retention ${live.flags}`
      + ` (VERSION: aws s3api list-object-versions --bucket ${bucket} ${live.flags})`,
    undo: async () => {
      if (!object.tried) { return; }
      if (object.version === undefined) { throw new Error('the answer to the write was lost, and with it the version'); }
      const { error, cause } = await runWhenReady({ ...live, wait: live.cleanup.wait }, remove, { version: object.version });
      if (error !== undefined) { throw new Error(`${error}: ${cause}`); }
      object.tried = false;
    },
  });
}
