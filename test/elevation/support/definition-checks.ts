import jsonata from 'jsonata';

/** What AWS refuses and an emulator may let pass, in the definition of a workflow that asl-validator has nothing against. */
export function definitionFindings(definition: any): string[] {
  return [
    ...(definition.QueryLanguage === 'JSONata' ? [] : ['QueryLanguage isn\'t JSONata']),
    ...scopeFindings(definition, []),
    ...duplicates(stateNames(definition)).map((name) => `${name}: two states of this name`),
  ];
}

interface Scope { readonly StartAt: string; readonly States: { readonly [name: string]: any } }

const CATCHING = ['Task', 'Map', 'Parallel'];

function scopeFindings(scope: Scope, outer: readonly string[]): string[] {
  const states = Object.entries(scope.States);
  const assigned = assignedIn(scope);
  return [
    ...reachable(scope),
    ...assigned.filter((name) => outer.includes(name)).map((name) => `$${name} is assigned in an outer scope as well`),
    ...states.flatMap(([name, state]) => [
      ...stateFindings(name, state),
      ...nextOf(state).filter((next) => !(next in scope.States)).map((next) => `${name}: there is no state ${next} in its scope`),
      ...expressionsOf(state).flatMap((expression) => expressionFindings(name, expression, [...outer, ...assigned])),
      ...inner(state).flatMap((one) => scopeFindings(one, [...outer, ...assigned])),
    ]),
  ];
}

function stateFindings(name: string, state: any): string[] {
  const findings: string[] = [];
  if (name.length > 80) { findings.push('its name has more than 80 characters'); }
  if (!CATCHING.includes(state.Type)) {
    findings.push(...['Catch', 'Retry'].filter((field) => field in state).map((field) => `${state.Type} has no ${field}`));
  }
  if (['Succeed', 'Fail'].includes(state.Type) && 'Assign' in state) { findings.push(`${state.Type} assigns nothing`); }
  if (state.Type === 'Choice' && !state.Default) { findings.push('a Choice without Default fails where nothing holds'); }
  if (state.Type === 'Map' && !Array.isArray(state.Items) && !isExpression(state.Items)) { findings.push('Items must be one expression or a list'); }
  if (state.Type === 'Fail' && 'Output' in state) { findings.push('Fail has no Output'); }
  return findings.map((finding) => `${name}: ${finding}`);
}

const isExpression = (value: unknown): value is string => typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');
const inner = (state: any): Scope[] => [...state.ItemProcessor ? [state.ItemProcessor] : [], ...state.Branches ?? []];
const stateNames = (scope: Scope): string[] => Object.entries(scope.States).flatMap(([name, state]) => [name, ...inner(state).flatMap(stateNames)]);
const duplicates = (names: readonly string[]) => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];

function nextOf(state: any): string[] {
  return [state.Next, state.Default, ...[...state.Choices ?? [], ...state.Catch ?? []].map(({ Next }: any) => Next)].filter(Boolean);
}

function reachable({ StartAt, States }: Scope): string[] {
  const seen = new Set<string>();
  const todo = [StartAt];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (seen.has(name) || !(name in States)) { continue; }
    seen.add(name);
    todo.push(...nextOf(States[name]));
  }
  return [
    ...(StartAt in States ? [] : [`StartAt: there is no state ${StartAt}`]),
    ...Object.keys(States).filter((name) => !seen.has(name)).map((name) => `${name}: no way leads here`),
  ];
}

/** Variables that a scope itself assigns, not those of the scopes in it. */
function assignedIn({ States }: Scope): string[] {
  const assigning = Object.values(States).flatMap((state) => [state, ...state.Catch ?? [], ...state.Choices ?? []]);
  return [...new Set(assigning.flatMap(({ Assign }) => Object.keys(Assign ?? {})))];
}

/** Where an expression stands decides what it may read of the result and of the error. */
interface Expression { readonly text: string; readonly result: boolean; readonly error: boolean }

function expressionsOf({ ItemProcessor, Branches, ...state }: any): Expression[] {
  const { Catch = [], Assign, Output, ...others } = state;
  const worked = CATCHING.includes(state.Type);
  return [
    ...textsIn([Assign, Output]).map((text) => ({ text, result: worked, error: false })),
    ...textsIn(Catch).map((text) => ({ text, result: false, error: true })),
    ...textsIn(others).map((text) => ({ text, result: false, error: false })),
  ];
}

function textsIn(value: any): string[] {
  if (isExpression(value)) { return [value.slice(2, -2)]; }
  // What looks like one and has no end is taken as a text, and so is one in the middle of a text.
  if (typeof value === 'string') { return value.includes('{%') || value.includes('%}') ? [`(${value}`] : []; }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

function expressionFindings(state: string, { text, result, error }: Expression, variables: readonly string[]): string[] {
  let ast: any;
  try {
    ast = jsonata(text).ast();
  } catch (reason) {
    return [`${state}: ${(reason as Error).message} in ${text.slice(0, 120)}`];
  }
  const findings: string[] = [];
  const unknown = new Set<string>();
  freeVariables(ast, new Set(), (name) => {
    if (name === 'eval') { findings.push('$eval is not to be had'); }
    if (name !== 'states' && !FUNCTIONS.includes(name) && !variables.includes(name)) { unknown.add(name); }
  });
  findings.push(...[...unknown].map((name) => `$${name} is assigned nowhere`));
  if (!result && /\$states\s*\.\s*result\b/.test(text)) { findings.push('there is no $states.result here'); }
  if (!error && /\$states\s*\.\s*errorOutput\b/.test(text)) { findings.push('there is no $states.errorOutput here'); }
  return findings.map((finding) => `${state}: ${finding}`);
}

/** Those of JSONata 2.0.6, which Step Functions follows, without $eval; and Step Functions' own. */
const FUNCTIONS = [
  ...'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match replace base64encode base64decode'.split(' '),
  ...'encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ceil round power sqrt random formatNumber formatBase formatInteger'.split(' '),
  ...'parseInteger sum max min average boolean not exists count append sort reverse shuffle distinct zip keys lookup spread merge sift each error'.split(' '),
  ...'assert type now millis fromMillis toMillis map filter single reduce'.split(' '),
  ...'partition range hash uuid parse'.split(' '),
];

/** Names that neither the expression binds nor the language has; the empty one is the context, and `$` the root. */
function freeVariables(node: any, bound: ReadonlySet<string>, found: (name: string) => void): void {
  if (Array.isArray(node)) { return node.forEach((one) => freeVariables(one, bound, found)); }
  if (node === null || typeof node !== 'object' || node instanceof RegExp) { return; }
  switch (node.type) {
    case 'variable':
      if (node.value !== '' && node.value !== '$' && !bound.has(node.value)) { found(node.value); }
      return freeVariables([node.predicate, node.stages, node.group], bound, found);
    case 'lambda':
      return freeVariables(node.body, new Set([...bound, ...node.arguments.map(({ value }: any) => value)]), found);
    case 'block': {
      const inside = new Set(bound);
      for (const expression of node.expressions) {
        // A function may call itself by the name that it is bound to.
        if (expression.type === 'bind' && expression.rhs.type === 'lambda') { inside.add(expression.lhs.value); }
        freeVariables(expression.type === 'bind' ? expression.rhs : expression, inside, found);
        if (expression.type === 'bind') { inside.add(expression.lhs.value); }
      }
      return;
    }
    default:
      return Object.entries(node).filter(([key]) => !['type', 'value', 'position'].includes(key)).forEach(([, child]) => freeVariables(child, bound, found));
  }
}
