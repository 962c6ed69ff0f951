import {isIP} from 'node:net';

/** Whether a host, a name or an address, is reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (/^127\./.test(host) && isIP(host) === 4);
