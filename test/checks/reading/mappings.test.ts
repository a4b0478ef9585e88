import { forgeableIdentities } from '../../../checks/src/reading/mappings';

const fields = (template: string) => forgeableIdentities({ template });

test.each([
  ['a variable set from the body', "#set($body = $input.path('$'))\n{ \"requester\": \"$body.requester\" }"],
  ['a variable in braces', "#set(${body} = $input.path('$'))\n{ \"requester\": \"${body.requester}\" }"],
  ['a quiet variable', "#set($!body = $!input.path('$'))\n{ \"requester\": \"$!body.requester\" }"],
  ['a variable set from another variable', "#set($body = $input.path('$'))\n#set($who = $body.requester)\n{ \"requester\": \"$who\" }"],
  ['variables in the wrong order', "#set($who = $body.requester)#set($body = $input.path('$')){ \"requester\": \"$who\" }"],
  ['a variable on the same line', "#set($who = $input.params('who')){ \"requester\": \"$who\" }"],
  ['a variable escaped', "#set($who = $input.params().querystring.get('who'))\n{ \"requester\": \"$util.escapeJavaScript($who)\" }"],
  ['quiet input', "{ \"requester\": \"$!input.params('who')\" }"],
  ['input in braces', "{ \"requester\": \"${input.params('who')}\" }"],
  ['a string of JSON in JSON', "{ \"input\": \"{\\\"requester\\\": \\\"$util.escapeJavaScript($input.path('$.who'))\\\"}\" }"],
  ['a value on the next line', "{ \"requester\":\n    \"$input.path('$.who')\" }"],
  ['the last of several fields', "{ \"id\": \"1\", \"reason\": \"x\", \"requester\": $input.json('$.who') }"],
])('reports a requester from %s', (_, template) => {
  expect(fields(template)).toEqual(['requester']);
});

test.each(['requester', 'Requestor', 'requestedBy', 'requested_by', 'approver', 'approverArn', 'approver_email', 'approvedBy', 'caller', 'callerIdentity', 'actor', 'principalArn',
  'principalId', 'submitter', 'onBehalfOf', 'userArn', 'revokedBy', 'deniedBy', 'identity'])('reports a field called %s', (field) => {
  expect(fields(`{ "${field}": "$input.path('$.x')" }`)).toEqual([field]);
});

test.each(['user', 'userId', 'email', 'reason', 'approval', 'principalTags', 'identityCenterInstance', 'callerReference'])('is silent on a field called %s', (field) => {
  expect(fields(`{ "${field}": $input.json('$.x') }`)).toEqual([]);
});

test.each([
  ['a variable that holds something else', "#set($body = $input.path('$'))\n#set($who = $context.identity.userArn)\n{ \"requester\": \"$who\", \"reason\": $input.json('$.reason') }"],
  ['the caller, before a field from the request', "{ \"requester\": \"$context.identity.userArn\", \"role\": $input.json('$.role') }"],
  ['the caller in a string of JSON, before the request', "{ \"input\": \"{\\\"requester\\\": \\\"$context.identity.userArn\\\", \\\"body\\\": $util.escapeJavaScript($input.json('$'))}\" }"],
  ['a variable whose name only begins alike', "#set($whose = $input.path('$.x'))\n#set($who = 'nobody')\n{ \"requester\": \"$who\" }"],
])('is silent on a requester that is %s', (_, template) => {
  expect(fields(template)).toEqual([]);
});

const CALLER = '"requester": "$context.identity.userArn"';

test.each([
  ['the body', `{ "body": "$input.body", ${CALLER} }`],
  ['the body in braces', `{ "body": "\${input.body}", ${CALLER} }`],
  ['a field of the body', `{ "reason": "$input.path('$.reason')", ${CALLER} }`],
  ['a field of the body without quotes', `{ "minutes": $input.path('$.minutes'), ${CALLER} }`],
  ['a parameter', `{ "reason": "$input.params('reason')", ${CALLER} }`],
  ['a variable', `#set($body = $input.path('$'))\n{ "reason": "$body.reason", ${CALLER} }`],
  ['a variable on the same line', `#set($body = $input.path('$')){ "reason": "$body.reason", ${CALLER} }`],
  ['one field of two', `{ "reason": "$util.escapeJavaScript($input.path('$.reason'))", "ticket": "$input.path('$.ticket')", ${CALLER} }`],
  ['text beside an authorizer', '{ "reason": "$input.path(\'$.reason\')", "requester": "$context.authorizer.claims.email" }'],
  ['every parameter by its name', `{ #foreach($name in $input.params().querystring.keySet()) "$name": "$input.params($name)", #end ${CALLER} }`],
])('reports raw text of the request beside the caller: %s', (_, template) => {
  expect(fields(template)).toEqual(['body']);
});

test.each([
  ['escaped', `{ "reason": "$util.escapeJavaScript($input.path('$.reason'))", ${CALLER} }`],
  ['escaped, with its single quotes repaired', `{ "reason": "$util.escapeJavaScript($input.path('$.reason')).replaceAll("\\\\'", "'")", ${CALLER} }`],
  ['escaped from a variable', `#set($body = $input.path('$'))\n{ "reason": "$util.escapeJavaScript($body.reason)", ${CALLER} }`],
  ['escaped into a variable', `#set($reason = $util.escapeJavaScript($input.path('$.reason')))\n{ "reason": "$reason", ${CALLER} }`],
  ['encoded', `{ "body": "$util.base64Encode($input.body)", "query": "$util.urlEncode($input.params('q'))", ${CALLER} }`],
  ['JSON', `{ "body": $input.json('$'), ${CALLER} }`],
  ['asked about only', `#if($input.params('dry') == 'true')\n{ "dry": true, ${CALLER} }\n#else\n{ ${CALLER} }\n#end`],
  ['without an identity beside it', '{ "body": "$input.body" }'],
])('is silent on text of the request that is %s', (_, template) => {
  expect(fields(template)).toEqual([]);
});

test.each([
  ['integration.request.header.Approver', 'method.request.header.X-User', ['Approver']],
  ['integration.request.header.x-requested-by', 'method.request.querystring.who', ['x-requested-by']],
  ['integration.request.querystring.caller', 'method.request.path.who', ['caller']],
  ['append:header.x-actor', '$request.body.who', ['x-actor']],
  ['integration.request.header.Approver', 'context.authorizer.principalId', []],
  ['integration.request.header.Authorization', 'method.request.header.Authorization', []],
  ['integration.request.path.proxy', 'method.request.path.proxy', []],
])('takes %s from %s: reports %j', (target, source, expected) => {
  expect(forgeableIdentities({ target, source })).toEqual(expected);
});
