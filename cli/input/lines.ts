/** Line of each resource in the text of a template, JSON or YAML, by logical id. */
export function linesOf(text: string): ReadonlyMap<string, number> {
  return text.trimStart().startsWith('{') ? inJson(text) : inYaml(text);
}

/** Keys of the object under the key `Resources` of the whole. Reads tokens only, so that a template of any size takes no time. */
function inJson(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]|\n/g;
  let [line, depth, within] = [1, 0, false];
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [part] = found;
    if (part === '\n') {
      line++;
    } else if (part === '{' || part === '[') {
      depth++;
    } else if (part === '}' || part === ']') {
      depth--;
    } else if (depth <= 2 && /^\s*:/.test(text.slice(token.lastIndex, token.lastIndex + 20))) {
      const name = JSON.parse(part) as string;
      if (depth === 1) { within = name === 'Resources'; }
      if (depth === 2 && within) { lines.set(name, line); }
    }
  }
  return lines;
}

function inYaml(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let indent: number | undefined;
  let within = false;
  text.split('\n').forEach((content, index) => {
    const [, space, quoted, plain] = /^( *)(?:["']([^"']+)["']|([\w-]+)) *:/.exec(content) ?? [];
    if (space === undefined) { return; }
    const name = quoted ?? plain;
    if (space.length === 0) {
      within = name === 'Resources';
      indent = undefined;
    } else if (within) {
      indent ??= space.length;
      if (space.length === indent) { lines.set(name, index + 1); }
    }
  });
  return lines;
}
