import {connect, type TLSSocket} from 'node:tls';
import {Agent, buildConnector, type Dispatcher} from 'undici';
import {environmentError, usageError} from '../../lib/errors.js';

/** How long a server may take to show its certificate, in milliseconds. */
const WITHIN_MS = 5000;
/** A stream has a beat every ten seconds: one that is silent for longer is dead, in milliseconds. */
const SILENT_MS = 25_000;
const CONNECT = {allowH2: false, keepAlive: true};

/** A fingerprint as people copy it, in the one form that is compared: `AB:CD:…`. */
export function fingerprint(typed: string): string {
  const digits = typed.replaceAll(/[\s:]/g, '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(digits)) {
    throw usageError('--fingerprint is not the SHA-256 of a certificate', [
      'copy the line from the facilitator’s screen: 64 digits, with or without colons',
    ]);
  }
  return digits.replaceAll(/(..)(?!$)/g, '$1:');
}

/**
 * Connections to one server: to the one whose certificate has the fingerprint, or, without one, to a server that this
 * machine trusts. Before anything is sent, the certificate is looked at.
 */
export const dispatcherTo = (pinned: string | undefined): Dispatcher =>
  new Agent({
    connect: pinned === undefined ? {rejectUnauthorized: true, ...CONNECT} : pinnedTo(pinned),
    bodyTimeout: SILENT_MS,
    allowH2: false,
  });

function pinnedTo(pinned: string): buildConnector.connector {
  const open = buildConnector({rejectUnauthorized: false, ...CONNECT});
  return (options, done) =>
    open(options, (...[error, socket]) => {
      if (error) return done(error, null);
      const shown = (socket as TLSSocket).getPeerCertificate?.().fingerprint256;
      if (shown === undefined || shown === pinned) return done(null, socket);
      socket.destroy();
      done(new WrongCertificate(shown), null);
    });
}

/** The server shows another certificate than the one that was meant. */
class WrongCertificate extends Error {
  constructor(readonly shown: string) {
    super(`its certificate is another one: SHA-256 ${shown}`);
  }
}

/** What an error of a connection says about certificates; undefined: it is about something else. */
export async function distrust(error: unknown, origin: string): Promise<Error | undefined> {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof WrongCertificate) {
      return environmentError(
        [
          `${origin} is not the server that was meant: ${at.message}`,
          'somebody may be reading along: nothing was sent',
        ],
        ['compare the fingerprint with the one on the facilitator’s screen'],
        {cause: error},
      );
    }
    if (!/CERT|SIGNATURE|_CA$|ISSUER|ALTNAME/.test((at as NodeJS.ErrnoException).code ?? '')) continue;
    const shown = await shownBy(origin);
    if (shown === undefined) continue;
    return environmentError(
      [
        `this machine does not trust the certificate of ${origin}: ${at.message.replace(/; .*/, '')}`,
        `its SHA-256 is ${shown}`,
      ],
      [
        'compare it with the one on the facilitator’s screen, letter by letter',
        `if it is the same, add --fingerprint ${shown}`,
      ],
      {cause: error},
    );
  }
  return undefined;
}

/** The fingerprint of the certificate that a server shows; undefined where it cannot be asked. */
const shownBy = (origin: string): Promise<string | undefined> =>
  new Promise(resolve => {
    const {hostname, port} = new URL(origin);
    const socket = connect(
      {host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443), rejectUnauthorized: false},
      () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      },
    );
    socket.setTimeout(WITHIN_MS, () => socket.destroy());
    socket.on('error', () => resolve(undefined)).on('close', () => resolve(undefined));
  });
