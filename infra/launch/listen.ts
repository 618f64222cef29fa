import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { patiently } from './patience.ts';

/** Listens and gives the port (0 asks for any). Throws a sentence when the port cannot be had. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    return await patiently(
      () => tryListen(server, port, host),
      (error) => codeOf(error) === 'EADDRINUSE',
    );
  } catch (error) {
    throw explain(error, { port, host });
  }
}

/** Throws a sentence when the port cannot be had: better at once than after everything else was done. */
export async function ensureFree(port: number, host: string): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host);
  await drain(probe, 0);
}

async function tryListen(server: Server, port: number, host: string): Promise<number> {
  const listening = once(server, 'listening');
  server.listen(port, host);
  await listening;
  return (server.address() as AddressInfo).port;
}

/** Takes no further connection, lets those answer that are at it, and cuts off what is left after `graceMs`. */
export async function drain(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection kept alive counts as open until it is idle and closed from here.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  server.closeIdleConnections();
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function explain(error: unknown, { port, host }: { port: number; host: string }): Error {
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is in use. Stop what uses it, or choose others: PORT=3100 AWS_PORT=3101 npm start`,
    );
  if (code === 'EACCES') return new Error(`This user may not listen on port ${port}. Choose one above 1023.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`This machine has no address ${host}. HOST is usually 127.0.0.1 or 0.0.0.0.`);
  return error instanceof Error ? error : new Error(String(error));
}
