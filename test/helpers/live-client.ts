import {onTestFinished} from 'vitest';
import {joinDrill, type LiveClient} from '../../src/live/client/client.js';
import {fastClock} from './fast-clock.js';
import type {LiveServer} from './live-server.js';

/**
 * Somebody who joins a staged exercise as a terminal does, and listens.
 *
 * @param clock by default one on which tries to come back come soon, so that nobody waits for them
 */
export async function joins(
  server: Pick<LiveServer, 'url' | 'roster'>,
  role: string,
  name = role,
  clock = fastClock(50),
): Promise<LiveClient> {
  const code = server.roster.codeOf(role).reveal();
  const client = await joinDrill({origin: server.url, code, name, clock});
  onTestFinished(() => client.close());
  void client.listen();
  return client;
}
