import {readFileSync} from 'node:fs';
import {environmentError, messageOf} from '../../lib/errors.js';
import type {CredentialSource} from '../api/renewed.js';

/** As long as client-go takes a token that it has read for the newest. */
const FRESH_MS = 50_000;

/** A token that somebody else writes into a file, and renews there. */
export function tokenFileCredential(file: string, otherwise: string | undefined): CredentialSource {
  let token: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const read = () => {
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (!text) throw new Error('it is empty');
      return text;
    } catch (error) {
      // One that was read before may still hold.
      const last = token ?? otherwise;
      if (last !== undefined) return last;
      throw environmentError(`the token file ${file} cannot be read: ${messageOf(error)}`, ['`kubectl config view`']);
    }
  };
  return {
    expire: () => {
      readAt = Number.NEGATIVE_INFINITY;
    },
    credential: async () => {
      if (performance.now() - readAt > FRESH_MS) {
        token = read();
        readAt = performance.now();
      }
      return {headers: {Authorization: `Bearer ${token}`}};
    },
  };
}
