import { evaluateVtl, NotJsonError, VtlInput } from '../../../emulator/vtl/vtl';

const text = (template: string, input?: VtlInput) => evaluateVtl(template, input).text;

describe('variables', () => {
  test('the request of a Step Functions integration: caller and body inside a JSON string', () => {
    const template = '{ "stateMachineArn": "arn:x", "input": "{ \\"caller\\": \\"$context.identity.userArn\\", \\"body\\": \\"$util.urlEncode($input.body)\\" }" }';
    const body = '{ "reason": "it\'s \\"down\\" \\\\ 100% ü\\n", "n": 1 }';

    const request = JSON.parse(text(template, { body, context: { identity: { userArn: 'arn:aws:sts::111111111111:assumed-role/A/b' } } }));
    const input = JSON.parse(request.input);

    expect(input.caller).toBe('arn:aws:sts::111111111111:assumed-role/A/b');
    expect(decodeURIComponent(input.body.replace(/\+/g, '%20'))).toBe(body);
  });

  test('what is missing in $context and $stageVariables is empty', () => {
    expect(text('[$context.nothing|$context.identity.nothing|$stageVariables.nothing|$context.authorizer.claims]')).toBe('[|||]');
    expect(text('$stageVariables.name $stageVariables.get("name")', { stageVariables: { name: 'prod' } })).toBe('prod prod');
  });

  test('an undefined reference stays as it is written, as in Velocity', () => {
    expect(text('[$foo|$foo.bar|$!foo]')).toBe('[$foo|$foo.bar|]');
  });

  test('what a caller sends is never evaluated', () => {
    const hostile = '$context.identity.userArn #set($x = 1) ${util} $util.urlEncode("a")';
    expect(text('$input.body|$input.params("q")', { body: hostile, query: { q: hostile } })).toBe(`${hostile}|${hostile}`);
  });
});

describe('$input', () => {
  const body = '{"a":{"b":[1,{"c d":"x"}],"n":null},"s":"say \\"hi\\""}';

  test('json gives JSON, path a value', () => {
    expect(text("$input.json('$')", { body })).toBe(body);
    expect(text("$input.json('$.a.b')", { body })).toBe('[1,{"c d":"x"}]');
    expect(text("$input.json('$.s')", { body })).toBe('"say \\"hi\\""');
    expect(text("$input.path('$.s')", { body })).toBe('say "hi"');
    expect(text("$input.path('$.a.b[1][\"c d\"]') $input.path('$.a').b.size() $input.path('$').a.b[0]", { body })).toBe('x 2 1');
  });

  test('what is missing is an empty string', () => {
    expect(text("$input.json('$.no.such')|$input.path('$.no.such')", { body })).toBe('""|');
    expect(text("$input.json('$')|$input.body|", { body: '' })).toBe('{}||');
  });

  test('fails on a body that is not JSON, but only if it is read as JSON', () => {
    expect(() => text("$input.json('$')", { body: 'nonsense' })).toThrow(NotJsonError);
    expect(text('$input.body', { body: 'nonsense' })).toBe('nonsense');
  });

  test('fails on a JSONPath that is not known here', () => {
    expect(() => text("$input.json('$..a')", { body })).toThrow('only members and elements are known');
  });

  test('params looks into path, query string and headers, in this order', () => {
    const input = { path: { a: 'path' }, query: { a: 'query', b: 'query' }, headers: { a: 'header', b: 'header', c: 'header' } };
    expect(text("$input.params('a') $input.params('b') $input.params('c') [$input.params('d')]", input)).toBe('path query header []');
    expect(text("$input.params().path.a $input.params().querystring.get('b') $input.params().header.c", input)).toBe('path query header');
    expect(text('#foreach($k in $input.params().querystring.keySet())$k#if($foreach.hasNext),#end#end', input)).toBe('a,b');
  });
});

describe('$util', () => {
  test('escapeJavaScript is that of Apache Commons', () => {
    const body = '\'"\\/\n\t\u0001é€😀~';
    expect(text('$util.escapeJavaScript($input.body)', { body })).toBe('\\\'\\"\\\\\\/\\n\\t\\u0001\\u00E9\\u20AC\\uD83D\\uDE00~');
  });

  test('and its result is made fit for JSON the way the documentation says', () => {
    const body = 'it\'s "x"';
    const template = '"$util.escapeJavaScript($input.body).replaceAll("\\\\\'","\'")"';
    expect(JSON.parse(text(template, { body }))).toBe(body);
  });

  test('urlEncode is form encoding, and urlDecode its reverse', () => {
    const body = "a b+c&d=é*-._~!'()%";
    expect(text('$util.urlEncode($input.body)', { body })).toBe('a+b%2Bc%26d%3D%C3%A9*-._%7E%21%27%28%29%25');
    expect(text('$util.urlDecode($util.urlEncode($input.body))', { body })).toBe(body);
  });

  test('base64 and parseJson', () => {
    expect(text('$util.base64Encode($input.body)|$util.base64Decode("w6k=")', { body: 'é' })).toBe('w6k=|é');
    expect(text('#set($o = $util.parseJson($input.body))$o.a.b', { body: '{"a":{"b":"c"}}' })).toBe('c');
  });
});

describe('directives', () => {
  test('the template of a response overrides its status and a header', () => {
    const template = "#set($o = $util.parseJson($input.path('$.output')))"
      + '#if($o.status != 200)#set($context.responseOverride.status = $o.status)#set($context.responseOverride.header.X-A = "b")#end$o.body';
    const answer = (output: object) => evaluateVtl(template, { body: JSON.stringify({ output: JSON.stringify(output) }) });

    expect(answer({ status: 200, body: 'fine' })).toEqual(expect.objectContaining({ text: 'fine', responseOverride: { header: {} } }));
    expect(answer({ status: 409, body: 'late' }).responseOverride.status).toBe(409);
    expect(evaluateVtl('#set($context.requestOverride.header.A = "b")').requestOverride.header).toEqual({ A: 'b' });
  });

  test('methods of Java on strings and maps', () => {
    expect(text('$input.body.length() $input.body.isEmpty() $input.body.matches("[a-c.]+") $input.body.replaceAll("[.]", "-")', { body: 'a.b.c' }))
      .toBe('5 false true a-b-c');
    expect(text("#set($o = $input.path('$'))$o.containsKey('a') $o.containsKey('b') $o.isEmpty()", { body: '{"a":1}' })).toBe('true false false');
  });
});
