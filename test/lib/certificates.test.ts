import 'reflect-metadata';
import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {inspect} from 'node:util';
import {Pkcs10CertificateRequest} from '@peculiar/x509';
import {describe, expect, test} from 'vitest';
import {certificateRequest, selfSigned} from '../../src/lib/net/certificates.js';

describe('certificates', () => {
  test('a request names its subject, is signed by its own key, and the key prints as nothing', async () => {
    const {request, key} = await certificateRequest({commonName: 'kd-1, or so', organizations: ['dev', 'ops']});
    const parsed = new Pkcs10CertificateRequest(request);
    expect(parsed.subject).toBe('CN=kd-1\\, or so, O=dev, O=ops');
    expect(await parsed.verify()).toBe(true);
    const own = createPublicKey(createPrivateKey(key.reveal())).export({type: 'spki', format: 'der'});
    expect(Buffer.from(parsed.publicKey.rawData).equals(own)).toBe(true);
    expect(inspect({key}) + JSON.stringify({key})).not.toContain('PRIVATE');
  });

  test('a self-signed client certificate has the dates that were asked for, and fits its key', async () => {
    const dates = {notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2020-01-02T00:00:00Z')};
    const {certificate, key} = await selfSigned({commonName: 'admin', organizations: ['system:masters']}, dates);
    const parsed = new X509Certificate(certificate);
    expect(parsed.subject).toBe('CN=admin\nO=system:masters');
    expect([parsed.validFromDate, parsed.validToDate]).toEqual([dates.notBefore, dates.notAfter]);
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']); // TLS client
    expect(parsed.checkPrivateKey(createPrivateKey(key.reveal()))).toBe(true);
    expect(parsed.verify(parsed.publicKey)).toBe(true);
  });

  test('no two have the same key', async () => {
    const [one, two] = await Promise.all([
      certificateRequest({commonName: 'a'}),
      certificateRequest({commonName: 'a'}),
    ]);
    expect(one.key.reveal()).not.toBe(two.key.reveal());
  });
});
