/** @throws Error where there are more bytes than that */
export async function readWhole(body: unknown, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of toChunks(body)) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`GitHub sent more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The last bytes, from the beginning of a line on. */
export async function readEnd(body: unknown, maxBytes: number): Promise<string> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  for await (const chunk of toChunks(body)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= 2 * maxBytes) continue;
    chunks = [Buffer.concat(chunks).subarray(-maxBytes)];
    size = maxBytes;
    isCut = true;
  }
  const whole = Buffer.concat(chunks);
  const end = whole.subarray(-maxBytes);
  const text = new TextDecoder().decode(end);
  return isCut || end.length < whole.length ? text.slice(text.indexOf('\n') + 1) : text;
}

async function* toChunks(body: unknown): AsyncGenerator<Uint8Array> {
  // An empty answer has none.
  if (body === '' || body === null || body === undefined) return;
  if (!(body instanceof ReadableStream)) throw new Error('GitHub sent something that is no stream.');
  for await (const chunk of body as ReadableStream<unknown>) {
    if (!(chunk instanceof Uint8Array)) throw new Error('GitHub sent something that is no bytes.');
    yield chunk;
  }
}
