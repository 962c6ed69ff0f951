import {connect} from 'node:tls';

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
