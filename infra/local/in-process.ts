import { type AwsJsonService, answer } from './aws-json.ts';

interface SdkRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly response: { statusCode: number; headers: Record<string, string>; body: Uint8Array };
}

/** The part of a smithy HTTP handler that the AWS SDK v3 uses. */
interface InProcessHandler {
  readonly metadata: { handlerProtocol: string };
  handle(request: SdkRequest): Promise<SdkResponse>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

/**
 * Give this as `requestHandler` to any AWS SDK v3 client of a JSON service: requests go straight to the service in
 * the same process. The client keeps serialising, so nothing behaves differently from the wire.
 */
export function inProcessHandler(services: readonly AwsJsonService[]): InProcessHandler {
  return {
    metadata: { handlerProtocol: 'in-process' },
    async handle({ headers, body }) {
      const target = headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? '';
      const answered = await answer(services, target, toText(body));
      return {
        response: { statusCode: answered.status, headers: answered.headers, body: answered.body },
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

function toText(body: unknown): string {
  if (body instanceof Uint8Array)
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return typeof body === 'string' ? body : '';
}
