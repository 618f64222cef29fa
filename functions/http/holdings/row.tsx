import type { Child, FC } from 'hono/jsx';

/** A label and what stands there. */
export const Row: FC<{ label: string; children?: Child }> = ({ label, children }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** A number of a thing: from left to right in any language, so that it can be copied whole. */
export const Plain: FC<{ children?: Child }> = ({ children }) => <bdi dir="ltr">{children}</bdi>;
