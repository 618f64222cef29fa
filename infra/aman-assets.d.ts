/** The files the pages need, bundled into the code by infra/assets-plugin.ts: a function reads no disk. */
declare module 'aman:assets' {
  interface Asset {
    readonly type: string;
    /** base64 */
    readonly body: string;
    /** The path bears the content's hash, so that it may be cached for ever. */
    readonly immutable: boolean;
  }
  /** By path, e.g. `/assets/site.1f0c9ab2.css`; `/service-worker.js` keeps its name. */
  export const assets: Readonly<Record<string, Asset>>;
  /** `site.css` → `/assets/site.1f0c9ab2.css`; throws on an unknown name. */
  export function assetPath(name: string): string;
}
