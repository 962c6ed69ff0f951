import type {Command} from 'commander';

/** The flags that say where the people of a class come to, and in which language. */
export const listenOptions = (command: Command): Command =>
  command
    .option('--listen <address>', 'where people come to; beyond this machine over TLS', '127.0.0.1:7443')
    .option('--host-name <name...>', 'another name by which people reach this server')
    .option('--tls-cert <file>', 'certificate of the server, PEM; default: one that is made for it')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--insecure-http', 'no TLS, also beyond this machine: everybody on the network can read along')
    .option('--language <language>', 'of the texts, en or de', 'en')
    .option('--alone <duration>', 'end it when nobody has been there for this long', '30m');
