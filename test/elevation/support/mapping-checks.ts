/**
 * What a mapping template may read: who calls and when by API Gateway's own word, and what the caller wrote form-encoded, which leaves
 * nothing in it that could end the text that it stands in.
 */
const ALLOWED = [
  /^\$util\.urlEncode\(\$context\.identity\.userArn\)$/,
  /^\$context\.requestTimeEpoch$/,
  // Path, query or header: the request, never the caller.
  /^\$util\.urlEncode\(\$input\.params\('(id|status|requester|incident|rule|from|to|next)'\)\)$/,
  /^\$util\.urlEncode\(\$input\.body\)$/,
];

const REFERENCE = /\$util\.urlEncode\((?:[^()']|'[^']*'|\(\))*(?:\((?:[^()']|'[^']*')*\))?\)|\$!?\{?[A-Za-z_][\w.]*(?:\((?:[^()]|\([^()]*\))*\)[\w.]*)*/g;
const MEMBERS = ['caller', 'at', 'action', 'id', 'query', 'body'];

/** A body that is too long is replaced by a mark. */
const TOO_LONG = /#if\(\$input\.body\.length\(\) > 65536\)!#else(.*?)#end/;

/** What is wrong with the template by which a request becomes the input of a workflow. */
export function mappingFindings(whole: string): string[] {
  const template = whole.replace(TOO_LONG, '$1');
  const references = template.match(REFERENCE) ?? [];
  const rest = template.replace(REFERENCE, 'x');
  const findings = [
    ...references.filter((reference) => !ALLOWED.some((pattern) => pattern.test(reference))).map((reference) => `reads ${reference}`),
    ...rest.includes('$') || rest.includes('#') ? [`has something that is neither text nor a known reference: ${rest}`] : [],
  ];
  return [...findings, ...shapeFindings(rest), ...identityFindings(template)];
}

/** Duplicate members would let the last one win, whatever the first one says. */
function shapeFindings(text: string): string[] {
  let input: string;
  let outer: any;
  try {
    outer = JSON.parse(text);
    input = outer.input;
    JSON.parse(input);
  } catch (reason) {
    return [`is no JSON with JSON in it: ${(reason as Error).message}`];
  }
  const members = [...withoutNested(input).matchAll(/"(\w+)":/g)].map(([, name]) => name);
  return [
    ...Object.keys(outer).join() === 'stateMachineArn,input' ? [] : [`has members ${Object.keys(outer).join()}`],
    ...members.join() === MEMBERS.join() ? [] : [`gives the workflow ${members.join()}`],
  ];
}

const withoutNested = (json: string) => json.replace(/^\{|\}$/g, '').replace(/\{[^{}]*\}/g, '{}');

/** The caller is taken once, from API Gateway. */
function identityFindings(template: string): string[] {
  const identity = /\\"caller\\":\\"(.*?)\\"/.exec(template)?.[1];
  return identity !== undefined && ALLOWED[0].test(identity) ? [] : [`takes the caller from ${identity}`];
}
