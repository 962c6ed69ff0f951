import type {Command} from 'commander';

/** Where people come to, by default. */
export const LISTEN = '127.0.0.1:7443';

/** The flags of what people come to: how this server is reached, in which language, and when it ends without anybody. */
export const serverOptions = (command: Command): Command =>
  command
    .option('--host-name <name...>', 'another name by which people reach this server')
    .option('--tls-cert <file>', 'certificate of the server, PEM; default: one that is made for it')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--insecure-http', 'no TLS, also beyond this machine: everybody on the network can read along')
    .option('--language <language>', 'of the texts and of the screens at terminals, en or de', 'en')
    .option('--alone <duration>', 'end it when nobody has been there for this long', '30m');

/** The same, with the address. */
export const listenOptions = (command: Command): Command =>
  serverOptions(command.option('--listen <address>', 'where people come to; beyond this machine over TLS', LISTEN));
