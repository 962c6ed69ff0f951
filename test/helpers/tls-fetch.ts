import {connect} from 'node:tls';
import {Agent, fetch as fetchFrom} from 'undici';

/** The SHA-256 fingerprint of the certificate that a server shows. Whether it is trusted is not asked. */
export const rootOf = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const {hostname, port} = new URL(url);
    const socket = connect({host: hostname, port: Number(port), rejectUnauthorized: false}, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });

/** Fetches from a server whose authority is known; rejects where it cannot be reached, or shows another certificate. */
export const tlsFetch = (url: string, {ca, headers}: {ca: Buffer; headers: Record<string, string>}) =>
  fetchFrom(url, {headers, dispatcher: new Agent({connect: {ca}})});
