import { type AwsJsonService, answer } from './aws-json.ts';

const decoder = new TextDecoder();

/** The part of a request that the AWS SDK v3 makes for a JSON service. */
interface SdkRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/**
 * Give this as `requestHandler` to any AWS SDK v3 client of a JSON service: requests go straight to the service in
 * the same process. The client keeps serialising, so nothing behaves differently from the wire.
 */
export function inProcessHandler(services: readonly AwsJsonService[]) {
  return {
    metadata: { handlerProtocol: 'in-process' },
    async handle({ headers, body }: SdkRequest) {
      const target = headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? '';
      const text = body instanceof Uint8Array ? decoder.decode(body) : String(body ?? '');
      const { status, ...answered } = await answer(services, target, text);
      return { response: { statusCode: status, ...answered } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}
