import type {RequestOptions} from 'node:https';
import type {ApiRequest} from '../../kube/request.js';
import type {ApiAnswer} from './answer.js';

/** Where an upgrade request goes, with everything by which the server knows who asks. */
export interface Endpoint {
  url: string;
  headers: Record<string, string | string[]>;
  tls: RequestOptions;
}

/** A request that becomes a stream. */
export type UpgradeRequest = ApiRequest & {upgrade: NonNullable<ApiRequest['upgrade']>};

/** What opening a stream comes to, for one protocol: the answer, when the stream has ended. */
export interface Streaming {
  /** Cuts the stream off, at whatever point it is. */
  end(): void;
  /** Resolves when the stream has ended; `onOpen` is called when it has begun. */
  answer(onOpen: () => void): Promise<ApiAnswer>;
}
