import {z} from 'zod';

/** What a cluster logs, beside the audit log: each may be kept in a store of its own. */
export const LOG_KINDS = ['containers', 'nodes', 'control-plane', 'events'] as const;
export type LogKind = (typeof LOG_KINDS)[number];

const Place = z
  .strictObject({
    in: z.string().min(1).meta({description: 'Id of the source in `sources` whose server keeps this log'}),
    index: z.string().min(1).optional().meta({
      description:
        'Elasticsearch and OpenSearch: index, alias, data stream or pattern, %Y %m %d %H as in sources; default: that of an elasticsearch source',
    }),
    query: z.string().min(1).optional().meta({
      description: 'Narrows what is looked at: LogQL that begins with a stream selector, or the query string syntax',
    }),
    time: z.string().min(1).optional().meta({
      description: "Elasticsearch and OpenSearch: the date field with a record's own time; default: @timestamp",
    }),
    field: z.string().min(1).optional().meta({
      description:
        'Elasticsearch and OpenSearch: the field with the text; default: all fields. Needed where it is a keyword, or where an index has more than a thousand fields',
    }),
  })
  .meta({id: 'log-place', description: 'Where one kind of log is kept'});

/** Where a log is kept, as the stack file says it. */
export type PlaceConfig = z.output<typeof Place>;

/** The part of a stack file that says where logs are kept. Audit records are where the sources say. */
export const LogPlaces = z
  .strictObject({
    containers: Place.optional().meta({description: 'What containers write to stdout and stderr'}),
    nodes: Place.optional().meta({description: 'The journal or syslog of nodes'}),
    'control-plane': Place.optional().meta({
      description: 'What the API server and its controllers log; default: where container logs are',
    }),
    events: Place.optional().meta({description: 'Kubernetes Events'}),
  })
  .default({})
  .meta({description: 'Where the logs of the cluster are kept: `kubedrill coverage` follows markers there'});
export type LogPlaces = z.output<typeof LogPlaces>;
