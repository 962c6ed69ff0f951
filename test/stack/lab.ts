import {randomBytes} from 'node:crypto';
import {onTestFinished} from 'vitest';

/**
 * A part of the lab, by the variable that `lab/up` prints. Without it nothing real can be tested, and that must not
 * look like success.
 */
export function lab(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: start the real servers first, see CONTRIBUTING.md`);
  return value;
}

/** A name that no other test uses. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`;

/** Speaks to a server, and fails when it says no. */
export async function call(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: {'Content-Type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json'},
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** An index of the test's own on the real OpenSearch, gone with the test. */
export async function makeIndex(definition: object = {}, name = uniqueName('kubedrill-test')): Promise<string> {
  const url = `${lab('LAB_OPENSEARCH')}/${name}`;
  await call('PUT', url, {...definition, settings: {number_of_replicas: 0, ...settingsIn(definition)}});
  onTestFinished(() => call('DELETE', url).then(() => {}));
  return name;
}

const settingsIn = (definition: object): object => ('settings' in definition ? (definition.settings as object) : {});

/** Stores documents, searchable when it returns. */
export async function store(index: string, ...documents: object[]): Promise<void> {
  const lines = documents.map(document => `{"index":{}}\n${JSON.stringify(document)}\n`).join('');
  const answer = await call('POST', `${lab('LAB_OPENSEARCH')}/${index}/_bulk?refresh=true`, lines);
  const {errors, items} = answer as {errors: boolean; items: unknown[]};
  if (errors) throw new Error(JSON.stringify(items));
}
