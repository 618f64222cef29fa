import type { MiddlewareHandler } from 'hono';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import type { IdentityProvider } from '../identity/identity.ts';

/**
 * Nothing from anywhere but here; scripts only with the nonce of the page. Signing out of the sign-in pages is where a
 * form of ours leads elsewhere.
 */
export const protection = ({ signIn }: IdentityProvider) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: [NONCE],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'", ...(signIn.by === 'redirect' ? [signIn.origin] : [])],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    xXssProtection: false,
    // A route that sets a stricter header of its own keeps it.
    overwrite: false,
    permissionsPolicy: {
      camera: ['self'],
      geolocation: [],
      microphone: [],
      payment: [],
      usb: [],
      browsingTopics: [],
    },
  });

/** Nothing is kept by browsers and proxies but what a route allows by name (I-1). */
export const uncached = (): MiddlewareHandler => async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
};
