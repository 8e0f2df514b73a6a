import { accessKey } from '../api/access-key';
import { problemFailure } from '../api/client';

/**
 * The data of each server-sent event at an address, until the server ends the stream.
 * With fetch instead of EventSource, which can't send an API key.
 * @throws {Failure} when the engine refuses; TypeError when the connection breaks.
 */
export async function* eventStream(address: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await fetch(address, {
    headers: { accept: 'text/event-stream', ...accessKey.headers() },
    signal,
  });
  if (!response.ok || response.body === null) {
    const problem: unknown = await response.json().catch(() => null);
    throw problemFailure(response.status, problem);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = event
        .split(/\r?\n/)
        .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []))
        .join('\n');
      if (data !== '') yield data;
    }
  }
}
