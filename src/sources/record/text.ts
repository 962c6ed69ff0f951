/** Scalar fields of an audit event that can be told from a line that was cut off. */
const TOLD = ['level', 'auditID', 'stage', 'requestURI', 'verb', 'username', 'userAgent', 'stageTimestamp'] as const;

/** What a text says of an audit event, and whether it was cut off before its end. */
export interface TextRecord {
  record: Record<string, unknown>;
  truncated: boolean;
}

/**
 * The JSON in a text field, also behind the head that a container runtime or syslog puts before it. Of a line that a
 * shipper or store cut off, what its beginning says.
 */
export function recordInText(text: string): TextRecord | undefined {
  const start = text.indexOf('{');
  if (start < 0 || !/audit_?id/i.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text.slice(start));
    return typeof value === 'object' && value !== null
      ? {record: value as Record<string, unknown>, truncated: false}
      : undefined;
  } catch {
    return scrape(text);
  }
}

function scrape(text: string): TextRecord | undefined {
  const found: Record<string, unknown> = {};
  for (const field of TOLD) {
    const value = new RegExp(`\\\\?"${field}\\\\?"\\s*:\\s*\\\\?"([^"\\\\]*)`).exec(text)?.[1];
    if (value !== undefined) found[field === 'username' ? 'user.username' : field] = value;
  }
  return found.auditID === undefined ? undefined : {record: found, truncated: true};
}
