import {rmSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {join} from 'node:path';
import {z} from 'zod';
import type {DrillControl} from '../../drill/control.js';
import {messageOf} from '../../lib/errors.js';
import {ownFolder} from '../../lib/files/own-files.js';
import {stateFolder} from '../../lib/files/user-folders.js';
import {readBounded} from '../../lib/net/bounded-stream.js';

/** Where a run that people respond to can be spoken to: a socket that only its user can open. */
export const liveFolder = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'live');

/** Where the tokens of one's own parts in drills are kept while these go on. */
export const partsFolder = (env: NodeJS.ProcessEnv): string => join(liveFolder(env), 'parts');

/** The end of a socket's name; before it stands the id of its run. */
export const SOCKET = '.sock';

/** What can be asked of a run. */
export const Acknowledge = z.strictObject({
  alert: z.string().min(1).max(1000),
  as: z.string().min(1).max(1000),
});

/** What becomes of an acknowledgement, for one scenario. */
export interface Answer {
  scenario: string;
  counted: boolean;
  reason?: string;
  /** Milliseconds after the alert. */
  latencyMs: number;
}

/** Nobody's acknowledgement is longer. */
const MOST_BYTES = 16 * 1024;

/** A run that listens for those who respond. */
export interface LiveSocket {
  close(): Promise<void>;
}

/**
 * Listens for people who respond to a run, such as a chat bot that acknowledges in their names. A run goes on without,
 * where there can be no socket.
 *
 * @returns why there is none, where there is none
 */
export async function listenForPeople(
  run: string,
  control: Pick<DrillControl, 'acknowledge'>,
  env: NodeJS.ProcessEnv,
): Promise<LiveSocket | string> {
  try {
    const path = join(ownFolder(liveFolder(env)), `${run}${SOCKET}`);
    const server = createServer(
      (request, response) => void handle(request, response, control).catch(() => response.destroy()),
    );
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
    return {
      close: async () => {
        server.closeAllConnections();
        await new Promise(resolve => server.close(resolve));
        rmSync(path, {force: true});
      },
    };
  } catch (error) {
    return messageOf(error);
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  control: Pick<DrillControl, 'acknowledge'>,
): Promise<void> {
  const say = (code: number, body: unknown) =>
    response.writeHead(code, {'Content-Type': 'application/json'}).end(JSON.stringify(body));
  if (request.method !== 'POST' || request.url !== '/acknowledge')
    return void say(404, {reason: 'there is only POST /acknowledge'});
  const asked = Acknowledge.safeParse(await jsonIn(request, MOST_BYTES));
  if (!asked.success) return void say(400, {reason: 'must be {"alert": …, "as": …}'});
  const answers = control.acknowledge(asked.data.alert, asked.data.as).map(
    ({scenario, counted, reason, latencyMs}): Answer => ({
      scenario,
      counted,
      latencyMs,
      ...(reason !== undefined && {reason}),
    }),
  );
  say(answers.length ? 200 : 404, answers.length ? answers : {reason: 'no alert of this run is called so'});
}

/** What was sent, of `most` bytes at the most; undefined where it is not JSON, or too much. */
export async function jsonIn(message: IncomingMessage, most: number): Promise<unknown> {
  try {
    return JSON.parse((await readBounded(message, most)).toString('utf8'));
  } catch {
    return undefined;
  }
}
