import {renderUnicodeCompact} from 'uqr';
import {isLoopback} from '../../../lib/net/loopback.js';
import type {Exercise} from '../../../live/conductor/exercise.js';
import type {Address} from '../../../live/server/listen.js';
import {fingerprintOf} from '../../../live/server/tls.js';

/** Where a browser joins: the code stands behind `#`, which no server and no log is sent. */
export const joinUrl = (url: string, code: string): string => `${url}/#j=${code}`;

/** How people join, by role; the facilitator's own first. */
export function joinLines(url: string, {input: {roster}}: Exercise, {host, tls}: Address): string[] {
  const lines = roster.roles.map(({id}) => `  ${id.padEnd(16)} ${joinUrl(url, roster.codeOf(id).reveal())}`);
  return [
    `kubedrill: the drill is open at ${url}; people join in a browser, or with \`kubedrill join LINK\`:`,
    ...lines,
    ...(tls ? [`  SHA-256 of its certificate: ${fingerprintOf(tls)}`] : []),
    ...(!tls && !isLoopback(host)
      ? ['  WARNING: --insecure-http: everybody on this network can read along, codes and kubeconfigs among it']
      : []),
  ];
}

/** The link with its picture. */
export function joinWay(url: string, code: string): {url: string; picture: string[]} {
  const link = joinUrl(url, code);
  return {url: link, picture: joinPicture(link).split('\n')};
}

/** The same as a picture for a phone: 31 columns by 16 lines for a code on a short address. */
export const joinPicture = (url: string): string => renderUnicodeCompact(url, {border: 1});
