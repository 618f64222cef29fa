import { Agent, request } from 'node:http';

export type Json = Readonly<Record<string, unknown>>;

/** What a client knows after a request: an answer, or that the connection died and anything may have happened. */
export type Answer =
  | { readonly outcome: 'ok'; readonly body: Json }
  | { readonly outcome: 'refused'; readonly status: number; readonly body: Json }
  | { readonly outcome: 'unknown' };

export type Call = (operation: string, input: Json) => Promise<Answer>;

/** AWS JSON by hand: nothing of the platform or the SDK stands between the test and the bytes. */
export function wire(url: string, agent = new Agent({ keepAlive: true, maxSockets: 64 })): Call {
  return (operation, input) =>
    new Promise((resolve) => {
      const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', () => resolve({ outcome: 'unknown' }));
        response.on('close', () =>
          resolve(response.complete ? read(response.statusCode ?? 0, chunks) : UNKNOWN),
        );
      });
      sent.on('error', () => resolve(UNKNOWN));
      sent.end(JSON.stringify(input));
    });
}

const UNKNOWN: Answer = { outcome: 'unknown' };

function read(status: number, chunks: readonly Buffer[]): Answer {
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Json;
  if (status === 200) return { outcome: 'ok', body };
  // A refusal says that nothing changed; any other failure leaves it open.
  return status === 400 || status === 503 ? { outcome: 'refused', status, body } : UNKNOWN;
}

/** All items of a table or index, page by page. */
export async function everything(call: Call, input: Json): Promise<Json[]> {
  const items: Json[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const answer = await call('Scan', { ...input, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) });
    if (answer.outcome !== 'ok') throw new Error(`A scan was not answered: ${JSON.stringify(answer)}`);
    items.push(...(answer.body.Items as Json[]));
    ExclusiveStartKey = answer.body.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}
