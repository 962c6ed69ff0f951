/** Raw evidence, as it was seen, with secrets taken out. */
export interface Evidence {
  kind: 'audit event' | 'record' | 'alert' | 'acknowledgement' | 'response' | 'object';
  /** What a person would search for: an audit id, a document's index and id, a rule's id. */
  ref: string;
  rule?: {id: string; title: string; level: string};
  /** Where a person can look at it in the product's own console. */
  link?: string;
  document: unknown;
}
