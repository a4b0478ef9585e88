/** What a source file reaches: modules, however they are loaded, and files beside it. */
import ts from 'typescript';

export interface Reach {
  /** Names of modules as they are written. */
  readonly modules: readonly string[];
  /** Loads and paths that show only at run time, or that lead out of the file's own folder. */
  readonly hidden: readonly string[];
}

const LOADERS = ['require', 'require.resolve', 'createRequire', 'jest.mock', 'jest.doMock', 'jest.unmock', 'jest.requireActual', 'jest.requireMock', 'jest.createMockFromModule'];
const JOINS = ['join', 'resolve', 'path.join', 'path.resolve'];

export function reachOf(text: string): Reach {
  const modules: string[] = [];
  const hidden: string[] = [];
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const load = (specifier: ts.Node | undefined, at: ts.Node) => {
    if (specifier && ts.isStringLiteralLike(specifier)) { modules.push(specifier.text); } else { hidden.push(at.getText()); }
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) { load(node.moduleSpecifier, node); }
    if (ts.isExternalModuleReference(node)) { load(node.expression, node); }
    if (ts.isImportTypeNode(node)) { load(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, node); }
    if (ts.isCallExpression(node) && loads(node.expression)) { load(node.arguments[0], node); }
    if (ts.isIdentifier(node) && node.text === '__dirname' && !staysInside(node)) { hidden.push(node.parent.getText()); }
    if (ts.isIdentifier(node) && node.text === '__filename') { hidden.push(node.parent.getText()); }
    if (ts.isMetaProperty(node) || (ts.isPropertyAccessExpression(node) && node.getText() === 'process.cwd')) { hidden.push(node.getText()); }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { modules, hidden };
}

const loads = (callee: ts.Expression) => callee.kind === ts.SyntaxKind.ImportKeyword || LOADERS.includes(callee.getText());

/** `join(__dirname, 'file')`: a file or folder beside the file itself. */
function staysInside(directory: ts.Identifier): boolean {
  const call = directory.parent;
  if (!ts.isCallExpression(call) || !JOINS.includes(call.expression.getText()) || call.arguments[0] !== directory) { return false; }
  return call.arguments.slice(1).every((part) => ts.isStringLiteralLike(part) && !part.text.startsWith('/') && !part.text.split(/[\\/]/).includes('..'));
}
