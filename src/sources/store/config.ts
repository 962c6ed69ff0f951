import {z} from 'zod';
import {asked} from '../kit/config.js';

/** What every source has that reads documents of Elasticsearch or OpenSearch. */
export const stored = {
  ...asked,
  query: z.string().min(1).optional().meta({
    description: 'Narrows what is looked at, in the query string syntax: cluster:prod AND NOT tags:test',
  }),
};

/** The index of a source, with its usual name as default. */
export const indexNamed = (usual?: string) => {
  const name = z.string().min(1).meta({
    description: 'Index, alias, data stream or pattern; %Y %m %d %H stand for the UTC date, such as logstash-%Y.%m.%d',
  });
  return usual === undefined ? name : name.default(usual);
};

/** The field with a document's time. */
export const timeField = z
  .string()
  .min(1)
  .default('@timestamp')
  .meta({description: "Date field with the document's own time"});

/** The user's own narrowing, as a filter clause. */
export const narrowedBy = (query: string | undefined): object[] =>
  query === undefined ? [] : [{query_string: {query, analyze_wildcard: true}}];
