type Json = Record<string, any>;

const PREFIX = 'Bench';

/**
 * Lets CloudFormation itself resolve what the bench needs to know: every intrinsic function in there becomes an output.
 *
 * @returns what puts the outputs' values in their places, after the deployment.
 */
export function outputIntrinsics(template: Json): (value: any, outputs: Record<string, string>) => any {
  const names = new Map<string, string>();
  const outputs = (template.Outputs ??= {});
  const collect = (value: any): void => {
    if (value === null || typeof value !== 'object') return;
    if (!isIntrinsic(value)) return Object.values(value).forEach(collect);
    const key = JSON.stringify(value);
    if (names.has(key)) return;
    const name = `${PREFIX}${names.size}`;
    names.set(key, name);
    outputs[name] = { Value: value };
  };
  for (const resource of Object.values(template.Resources ?? {}) as Json[]) {
    // Only what the bench reads: a stack has 200 outputs at most.
    if (resource.Type === 'AWS::ApiGateway::Method') collect(resource.Properties.Integration);
    if (resource.Type === 'AWS::CloudWatch::Alarm') collect(resource.Properties);
  }

  const resolve = (value: any, values: Record<string, string>): any => {
    if (Array.isArray(value)) return value.map((element) => resolve(element, values));
    if (value === null || typeof value !== 'object') return value;
    if (!isIntrinsic(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, values)]));
    const known = values[names.get(JSON.stringify(value)) ?? ''];
    if (known === undefined) throw new Error(`The deployment gave no value for ${JSON.stringify(value)}`);
    return known;
  };
  return resolve;
}

function isIntrinsic(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}
