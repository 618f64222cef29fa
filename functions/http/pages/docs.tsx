import type { FC } from 'hono/jsx';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { STATUS_TEXTS } from '../openapi/document.ts';

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { name?: string; in?: string; required?: boolean }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly ref?: string;
  readonly part?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

interface Listed extends Operation {
  readonly path: string;
  readonly method: string;
}

/** The OpenAPI document as people read it; no script, nothing from elsewhere. */
export function DocsPage({ frame, document }: { frame: Frame; document: OpenApiDocument }) {
  const { say } = frame;
  const operations = operationsOf(document);
  const tags = [...new Set(operations.flatMap(({ tags = [] }) => tags))];
  return (
    <Layout frame={frame} title={say.t('docs.title')}>
      <h1>{say.t('docs.title')}</h1>
      <p class="lead">
        {say.t('docs.lead')} <a href="/openapi.json">/openapi.json</a>
      </p>
      {tags.map((tag) => (
        <section>
          <h2>
            <bdi dir="ltr">{tag}</bdi>
          </h2>
          {operations
            .filter(({ tags = [] }) => tags.includes(tag))
            .map((operation) => (
              <OperationItem frame={frame} operation={operation} />
            ))}
        </section>
      ))}
      <section>
        <h2 id="errors">{say.t('docs.errors')}</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">{say.t('docs.status')}</th>
              <th scope="col">{say.t('docs.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(STATUS_TEXTS).map(([status, text]) => (
              <tr id={`error-${status}`}>
                <th scope="row">{status}</th>
                <td lang="en" dir="ltr">
                  {text}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Layout>
  );
}

const operationsOf = ({ paths = {} }: OpenApiDocument): Listed[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );

const OperationItem: FC<{ frame: Frame; operation: Listed }> = ({ frame: { say }, operation }) => {
  const { path, method, summary, description, parameters = [] } = operation;
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const given = parameters.filter(({ in: where }) => where !== 'path');
  return (
    <details class="operation" lang="en" dir="ltr">
      <summary>
        <code>
          {method} {path}
        </code>{' '}
        <span class="note">{summary}</span>
      </summary>
      {description === undefined ? null : <p>{description}</p>}
      {given.length === 0 ? null : (
        <p>
          {given.map(({ name, required }) => (
            <>
              <code>{name}</code> {required === true ? `(${say.t('docs.required')}) ` : ''}
            </>
          ))}
        </p>
      )}
      {body === undefined ? null : <Properties frame={{ say }} schema={body} />}
    </details>
  );
};

const Properties: FC<{ frame: Pick<Frame, 'say'>; schema: Schema }> = ({ frame: { say }, schema }) => {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return <code>{'{}'}</code>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say.t('docs.field')}</th>
          <th scope="col">{say.t('docs.type')}</th>
        </tr>
      </thead>
      <tbody>
        {properties.map(([name, property]) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
              {schema.required?.includes(name) === true ? <small> {say.t('docs.required')}</small> : null}
            </th>
            <td>
              <code>{typeOf(property)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

function typeOf(schema: Schema): string {
  const { type, format, enum: options, ref, part, items, properties, oneOf, maxLength } = schema;
  if (ref !== undefined) return `id of ${ref}`;
  if (part !== undefined) return `one of ${part}`;
  if (options !== undefined) return options.map((option) => JSON.stringify(option)).join(' | ');
  if (oneOf !== undefined) return oneOf.map(typeOf).join(' | ');
  if (items !== undefined) return `[${typeOf(items)}]`;
  if (properties !== undefined)
    return `{ ${Object.entries(properties)
      .map(([name, inner]) => `${name}: ${typeOf(inner)}`)
      .join(', ')} }`;
  const plain = format ?? [type ?? 'any'].flat().join(' | ');
  return maxLength === undefined ? plain : `${plain} ≤ ${maxLength}`;
}
