import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../functions/http/openapi/document.ts';
import { registry } from '../../../workflows/registry.ts';
import { fakeFront } from './fake-front.ts';

interface Operation {
  operationId?: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}

const document = openApiDocument(registry, '1.0.0');
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    path,
    method,
    operation,
  })),
);

describe('the OpenAPI document', () => {
  it('is served as it is', async () => {
    const answer = await fakeFront().app.request('/openapi.json');
    expect(await answer.json()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Aman', version: '1.2.3' },
    });
  });

  it('has every command of the registry', () => {
    for (const kind of registry.kinds) {
      for (const name of Object.keys(kind.commands)) {
        const path =
          name === kind.opens ? `/api/${kind.collection}` : `/api/${kind.collection}/{id}/commands/${name}`;
        expect(document.paths?.[path]?.post, path).toBeDefined();
      }
    }
  });

  it('has every route of the API', () => {
    const routes = fakeFront().app.routes.filter(
      ({ path, method }) => method !== 'ALL' && /^\/(api|healthz|readyz)/.test(path),
    );
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    for (const { method, path } of routes) {
      const wanted = path
        .replace(':collection', 'safety-plans')
        .replace(':name', 'SubmitPlan')
        .replaceAll(/:(\w+)/g, '{$1}');
      expect(described).toContain(`${method} ${wanted}`);
    }
  });

  it('refers only to what it has', () => {
    const refs = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g);
    const components = document.components as Record<string, Record<string, unknown>>;
    for (const [, group = '', name = ''] of refs) expect(components[group]?.[name], name).toBeDefined();
  });

  it('names each operation once, and each path parameter', () => {
    const ids = operations.flatMap(({ operation }) => operation.operationId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const given = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(given.sort(), path).toEqual(inPath.sort());
      expect(Object.keys(operation.responses).length, path).toBeGreaterThan(0);
    }
  });

  it('says which commands need a key, and which say what was seen', () => {
    const headers = (path: string) =>
      (operations.find((one) => one.path === path)?.operation.parameters ?? [])
        .filter((one) => one.in === 'header' && one.required === true)
        .map(({ name }) => name);
    expect(headers('/api/safety-plans/{id}/commands/SubmitPlan')).toEqual(['Idempotency-Key']);
    expect(headers('/api/safety-plans/{id}/commands/SignPlan')).toEqual(['Idempotency-Key', 'If-Match']);
  });
});
