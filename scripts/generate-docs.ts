/** Writes the documents that are made from data, so that they can't say anything else than the code. */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { checksPage } from './docs/checks';
import { backDoorsPage, claimsPage, mutationsPage, threatsPage } from './docs/claims';
import { commandLinePage } from './docs/command-line';
import { apiPage, apiTable, eventsPage, eventsTable, statesDiagram } from './docs/elevation';
import { insert } from './docs/markdown';
import { playbooksPage } from './docs/playbooks';
import { elevationEvents } from './elevation-events';
import { elevationApi } from './elevation-openapi';

const DOCS = join(__dirname, '..', 'docs');

const written = (file: string) => readFileSync(join(DOCS, file), 'utf8');
const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;

/** Pages that are written by hand, with a part that is generated. */
const WITH_PARTS: { readonly [file: string]: { readonly [name: string]: () => string } } = {
  'elevated-access/README.md': { 'states of a request': statesDiagram },
  'elevated-access/integrator.md': { calls: apiTable, events: eventsTable },
};

/** File under docs/ → content. */
export function documents(): { readonly [file: string]: string } {
  return {
    'threat-model.md': threatsPage(),
    'reference/back-doors.md': backDoorsPage(),
    'reference/checks.md': checksPage(),
    'reference/claims.md': claimsPage(),
    'reference/command-line.md': commandLinePage(),
    'reference/elevation-api.md': apiPage(),
    'reference/elevation-events.json': json(elevationEvents()),
    'reference/elevation-events.md': eventsPage(),
    'reference/elevation-openapi.json': json(elevationApi()),
    'reference/mutations.md': mutationsPage(),
    'reference/playbooks.md': playbooksPage(),
    ...Object.fromEntries(Object.entries(WITH_PARTS).map(([file, parts]) => (
      [file, Object.entries(parts).reduce((text, [name, part]) => insert(text, name, part()), written(file))]))),
  };
}

if (require.main === module) {
  for (const [file, content] of Object.entries(documents())) { writeFileSync(join(DOCS, file), content); }
}
