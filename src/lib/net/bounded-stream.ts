/** More came than may be held. */
export class TooLargeError extends Error {
  override name = 'TooLargeError';

  constructor(readonly most: number) {
    super(`more than ${Math.round(most / 1024 / 1024)} MiB`);
  }
}

/** All that a stream yields, if it is no more than `most` bytes. @throws TooLargeError as soon as it is. */
export async function readBounded(stream: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > most) throw new TooLargeError(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
