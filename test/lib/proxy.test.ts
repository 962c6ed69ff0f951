import {describe, expect, test} from 'vitest';
import {proxyFor} from '../../src/lib/net/proxy.js';

const PROXY = {HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://plain:8080'};

describe('the proxy for a server', () => {
  test('is that of its protocol, upper case before lower case, with or without a scheme', () => {
    expect(proxyFor('https://es.example.com', PROXY)?.url).toBe('http://proxy:3128/');
    expect(proxyFor('http://es.example.com', PROXY)?.url).toBe('http://plain:8080/');
    expect(proxyFor('https://es.example.com', {https_proxy: 'low:1', HTTPS_PROXY: 'up:1'})?.url).toBe('http://up:1/');
    expect(proxyFor('https://es.example.com', {https_proxy: 'https://low:1'})?.url).toBe('https://low:1/');
    expect(proxyFor('https://es.example.com', {HTTPS_PROXY: 'socks5h://s:1080'})?.url).toBe('socks5://s:1080');
    expect(proxyFor('https://es.example.com', {HTTP_PROXY: 'http://plain:8080', HTTPS_PROXY: ''})).toBeUndefined();
  });

  // As golang.org/x/net/http/httpproxy decides, which kubectl uses.
  test.each([
    ['https://127.0.0.1:6443', ''],
    ['https://localhost:6443', ''],
    ['https://[::1]:6443', ''],
    ['https://es.example.com', '*'],
    ['https://es.example.com', 'example.com'],
    ['https://es.example.com', ' .example.com , other'],
    ['https://es.example.com', '*.example.com'],
    ['https://example.com', 'example.com'],
    ['https://ES.example.com', 'es.EXAMPLE.com'],
    ['https://es.example.com:9200', 'es.example.com:9200'],
    ['https://es.example.com', 'es.example.com:443'],
    ['https://10.1.2.3:9200', '10.0.0.0/8'],
    ['https://10.1.2.3:9200', '10.1.2.3'],
    ['https://[fd00::5]:9200', 'fd00::/8'],
    ['https://[fd00::5]:9200', '[fd00::5]:9200'],
  ])('%s is asked without one where NO_PROXY is %j', (url, exception) => {
    expect(proxyFor(url, {...PROXY, NO_PROXY: exception})).toBeUndefined();
    expect(proxyFor(url, {...PROXY, no_proxy: exception})).toBeUndefined();
  });

  test.each([
    ['https://es.example.com', ''],
    ['https://es.example.com', 'other.com,'],
    ['https://badexample.com', 'example.com'],
    ['https://example.com', '.example.com'],
    ['https://es.example.com:9200', 'es.example.com:443'],
    ['https://10.1.2.3', '11.0.0.0/8,10.0.0.0/99,fd00::/8'],
    ['https://127.example.com', ''],
  ])('%s is asked through it where NO_PROXY is %j', (url, exception) => {
    expect(proxyFor(url, {...PROXY, NO_PROXY: exception})?.url).toBe('http://proxy:3128/');
  });

  test('is told without its password, and so is what is not one', () => {
    const env = {HTTPS_PROXY: 'http://me:hunter2@proxy:3128'};
    expect(proxyFor('https://es.example.com', env)?.told).toBe('the proxy proxy:3128 (HTTPS_PROXY)');
    const wrong = proxyFor('https://es.example.com', {https_proxy: 'ftp://hunter2'});
    expect(wrong?.wrong).toBe('https_proxy is not the address of a proxy: write http://HOST:PORT');
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
  });
});
