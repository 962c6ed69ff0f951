import type {Credential} from '../../cluster/api/client.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {Secret} from '../../lib/secret.js';
import type {Actor} from '../../scenario/schema.js';

const DAY_MS = 24 * 3600 * 1000;

/** The form of a JWT, and signed by nobody: what a stolen and long since revoked token looks like to the server. */
const INVALID_TOKEN = [
  Buffer.from('{"alg":"RS256","kid":"kubedrill"}').toString('base64url'),
  Buffer.from('{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:default:nobody"}').toString('base64url'),
  Buffer.from('not a signature').toString('base64url'),
].join('.');

/** An identity without a valid credential: what events call it, and how it speaks. */
interface Nobody {
  name: string;
  credential(now: Date): Promise<Credential>;
}

/** Those who speak without a credential that is valid, by the name that `as` has for them. */
export const NOBODIES: Readonly<Record<string, Nobody>> = dictionary({
  anonymous: {name: 'nobody (no credential)', credential: async () => ({as: 'anonymous'})},
  'invalid-token': {
    name: 'nobody (invalid credential)',
    credential: async () => ({as: 'bearer', token: new Secret(INVALID_TOKEN)}),
  },
  'foreign-certificate': {
    name: 'nobody (certificate of a foreign authority)',
    credential: now => certificate(now, -DAY_MS, DAY_MS),
  },
  // The server looks at the dates before it asks who signed, so this one needs no authority that it trusts.
  'expired-certificate': {
    name: 'nobody (expired certificate)',
    credential: now => certificate(now, -2 * DAY_MS, -DAY_MS),
  },
});

async function certificate(now: Date, fromMs: number, toMs: number): Promise<Credential> {
  // Loaded when it is wanted: it brings a whole ASN.1 library.
  const {selfSigned} = await import('../../lib/net/certificates.js');
  const subject = {commonName: 'kubernetes-admin', organizations: ['system:masters']};
  const at = (ms: number) => new Date(now.getTime() + ms);
  return {as: 'certificate', ...(await selfSigned(subject, {notBefore: at(fromMs), notAfter: at(toMs)}))};
}

/** The identity of an actor that nobody can authenticate; undefined for a service account. */
export function nobodyOf(actor: Actor): string | undefined {
  if ('anonymous' in actor) return 'anonymous';
  if ('invalidToken' in actor) return 'invalid-token';
  return 'invalidCertificate' in actor ? `${actor.invalidCertificate}-certificate` : undefined;
}
