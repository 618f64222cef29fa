/** Somebody at a page, without script: a form is read from its HTML, filled in and sent as a browser would. */
export interface PageClient {
  get(path: string): Promise<Shown>;
  post(path: string, form: FormData): Promise<Shown>;
}

interface Shown {
  readonly status: number;
  readonly html: string;
  readonly location: string | null;
  /** Everything the form with an own key would send as it stands. */
  readonly form: FormData;
}

/** Signs in by the form, as a browser does; gives the value of the session's cookie. */
export async function sessionOf(url: string, person: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { origin: url },
    body: new URLSearchParams({ person }),
    redirect: 'manual',
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => /^__Host-aman=([^;]+)/.exec(cookie)?.[1]);
  const value = cookies.find((one) => one !== undefined);
  if (value === undefined) throw new Error(`${person} cannot sign in: ${answer.status}`);
  return value;
}

export async function pageClient(url: string, person: string, language = 'en'): Promise<PageClient> {
  const session = await sessionOf(url, person);
  const headers = { cookie: `__Host-aman=${session}; aman-language=${language}`, origin: url };
  const ask = async (path: string, init: RequestInit): Promise<Shown> => {
    const answer = await fetch(`${url}${path}`, { ...init, headers, redirect: 'manual' });
    const html = await answer.text();
    return { status: answer.status, html, location: answer.headers.get('location'), form: formIn(html) };
  };
  return {
    get: (path) => ask(path, {}),
    post: (path, body) => ask(path, { method: 'POST', body }),
  };
}

/** The form whose first fields are its key; others on the page (signing out) are left alone. */
function formIn(html: string): FormData {
  const form = new FormData();
  const text = /<form(?:(?!<\/form>)[\s\S])*name="_key"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  for (const [tag] of text.matchAll(/<input\b[^>]*>/g)) {
    const { name, type = 'text', value = '', ...own } = attributesOf(tag);
    if (name === undefined || type === 'file') continue;
    if ((type === 'checkbox' || type === 'radio') && !('checked' in own)) continue;
    form.append(name, value);
  }
  for (const [, tag = '', inner = ''] of text.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    form.append(attributesOf(tag).name ?? '', decoded(inner));
  for (const [, tag = '', inner = ''] of text.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = [...inner.matchAll(/<option\b([^>]*)>/g)].map(([, one = '']) => attributesOf(one));
    const value = chosen.find((one) => 'selected' in one)?.value ?? chosen[0]?.value ?? '';
    form.append(attributesOf(tag).name ?? '', value);
  }
  return form;
}

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, decoded(value)]),
  );

const decoded = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
