import {DrillError, EXIT} from '../../lib/errors.js';
import {valueAt} from '../../lib/json/field-path.js';
import {Secret} from '../../lib/secret.js';
import type {RequestContext} from '../../scenario/steps/request.js';
import type {Step} from '../../scenario/steps/step.js';
import type {Credential} from '../../scenario/steps/step-parts.js';
import type {Requester} from './requester.js';
import {tokenEnd} from './token-end.js';

/**
 * Keeps of an answer what its step names: plain values become names that later steps can use, a credential goes to the
 * identities of the execution.
 *
 * @throws DrillError when the answer has no such value.
 */
export function keepFrom(body: unknown, step: Step, requester: Requester, context: RequestContext): void {
  for (const [name, path] of Object.entries(step.save ?? {})) {
    const value = valueAt(body, path);
    if (value === undefined || value === null) throw absent(path);
    context.names[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  if (step.credential) hold(body, step.credential, requester);
}

function hold(body: unknown, wanted: Credential, {identities, execution}: Requester): void {
  const {name} = wanted;
  if ('certificate' in wanted) {
    const certificate = Buffer.from(textAt(body, wanted.certificate), 'base64').toString('utf8');
    identities.hold(name, {as: 'certificate', certificate, key: identities.keyOf(name)}, name);
    return;
  }
  const text = textAt(body, wanted.token).trim();
  const token = wanted.encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
  const user = subjectOf(token);
  if (user !== undefined) execution.users.add(user);
  const credential = {as: 'bearer', token: new Secret(token), runsOutAt: tokenEnd(body)} as const;
  identities.hold(name, credential, user === undefined ? name : `${name} (${user})`);
}

function textAt(body: unknown, path: string): string {
  const value = valueAt(body, path);
  if (typeof value !== 'string' || !value) throw absent(path);
  return value;
}

const absent = (path: string) => new DrillError(`the answer has no ${path}`, EXIT.inconclusive);

/** The user of a service account's token: a JWT says it of itself, and the server will say the same. */
function subjectOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const subject = (claims as {sub?: unknown} | null)?.sub;
    return typeof subject === 'string' ? subject : undefined;
  } catch {
    return undefined;
  }
}
