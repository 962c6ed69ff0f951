/** One request to the API server, ready to be sent. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with its query. */
  path: string;
  contentType?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** The request becomes a stream in both directions: over WebSocket with the method GET, over SPDY with POST. */
  upgrade?: 'exec' | 'attach' | 'portforward';
  /** For a watch and for streams without an end of their own: milliseconds until the client ends it. */
  watchMs?: number;
}
