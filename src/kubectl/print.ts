import {stringify} from 'yaml';
import type {ApiAnswer} from '../cluster/api/answer.js';
import type {KubectlCommand} from './parse.js';

/** What a server makes of a list for people. */
interface Table {
  kind: 'Table';
  columnDefinitions: {name: string; priority?: number}[];
  rows: {cells: unknown[]; object?: {metadata?: {namespace?: string}}}[];
}

/** What kubectl would print of answers that are no refusals, and whether it would end well. */
export function printed(command: KubectlCommand, answers: readonly ApiAnswer[]): {ok: boolean; text: string} {
  const {verb} = command;
  if (verb === 'auth') return canI(answers[0]?.body);
  if (verb === 'logs') return {ok: true, text: answers.map(({body}) => String(body).trimEnd()).join('\n')};
  if (verb === 'get' || verb === 'describe') return {ok: true, text: shown(command, answers)};
  return {ok: true, text: answers.map((_, index) => `${nameOf(command, index)} ${DONE[verb]}`).join('\n')};
}

const DONE = {
  ...{delete: 'deleted', patch: 'patched', scale: 'scaled', label: 'labeled', annotate: 'annotated'},
  ...{cordon: 'cordoned', uncordon: 'uncordoned', create: 'created'},
} as const;

/** `pod/web`, or `deployment.apps/web` outside of the core group. */
function nameOf({resource: {kind, apiVersion}, names}: KubectlCommand, index: number): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  const name = names[index];
  return `${kind.toLowerCase()}${group}${name === undefined ? ' --all' : `/${name}`}`;
}

function canI(body: unknown): {ok: boolean; text: string} {
  const {allowed} = ((body as {status?: object} | null)?.status ?? {}) as {allowed?: unknown};
  return {ok: allowed === true, text: allowed === true ? 'yes' : 'no'};
}

function shown(command: KubectlCommand, answers: readonly ApiAnswer[]): string {
  const {verb, flags, namespace} = command;
  const bodies = answers.map(({body}) => body);
  const output = verb === 'describe' ? 'yaml' : flags.output;
  if (output === 'json') return bodies.map(body => JSON.stringify(plain(body), null, 4)).join('\n');
  if (output === 'yaml') return bodies.map(body => stringify(plain(body)).trimEnd()).join('\n---\n');
  if (output === 'name') {
    const names = bodies.flatMap(itemsOf).map(({metadata}) => metadata.name ?? '');
    return names.map((_, index) => nameOf({...command, names}, index)).join('\n');
  }
  const lines = tabled(bodies, 'all-namespaces' in flags, output === 'wide');
  if (lines.length > 1) return lines.join('\n');
  return command.resource.namespaced && !('all-namespaces' in flags)
    ? `No resources found in ${namespace} namespace.`
    : 'No resources found';
}

/** Who last wrote which field is of use to the server alone. */
function plain(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  if ('items' in body && Array.isArray(body.items)) return {...body, items: body.items.map(plain)};
  if (!('metadata' in body) || typeof body.metadata !== 'object') return body;
  const {managedFields: _, ...metadata} = body.metadata as Record<string, unknown>;
  return {...body, metadata};
}

interface Named {
  metadata: {name?: string; namespace?: string};
}

const itemsOf = (body: unknown): Named[] => {
  const {items} = (body ?? {}) as {items?: unknown};
  return (Array.isArray(items) ? items : [body]) as Named[];
};

const isTable = (body: unknown): body is Table => (body as {kind?: unknown} | null)?.kind === 'Table';

/** The columns that the server has made; of one that makes none, the names. */
function tabled(bodies: readonly unknown[], withNamespace: boolean, isWide: boolean): string[] {
  const tables = bodies.map(body => (isTable(body) ? body : namesOnly(body)));
  const columns = tables[0]?.columnDefinitions ?? [];
  const kept = columns.flatMap(({priority = 0}, index) => (isWide || priority === 0 ? [index] : []));
  const rows = tables.flatMap(table =>
    table.rows.map(({cells, object}) => [
      ...(withNamespace ? [object?.metadata?.namespace ?? ''] : []),
      ...kept.map(index => String(cells[index] ?? '<none>')),
    ]),
  );
  const heads = kept.map(index => (columns[index]?.name ?? '').toUpperCase());
  return aligned([[...(withNamespace ? ['NAMESPACE'] : []), ...heads], ...rows]);
}

const namesOnly = (body: unknown): Table => ({
  kind: 'Table',
  columnDefinitions: [{name: 'Name'}],
  rows: itemsOf(body).map(object => ({cells: [object.metadata.name], object})),
});

/** Columns with three spaces between them, as kubectl sets them. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map(row => row[index]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, index) => cell.padEnd((widths[index] ?? 0) + 3))
      .join('')
      .trimEnd(),
  );
}
