import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by {@link Public} and {@link Reading}; what sets nothing wants a key and is taken to change something. */
    readonly access?: 'public' | 'reading';
    /** Set by {@link Embeddable}. */
    readonly embeddable?: true;
  }
}

/** Opens a route to everybody, without a key. */
export function Public(): MethodDecorator {
  return RouteConfig({ access: 'public' });
}

/** Marks what pages of `CORS_ORIGINS` may show as a picture; browsers ask for those without saying for whom. */
export function Embeddable(): MethodDecorator {
  return RouteConfig({ embeddable: true });
}

/** Marks a POST that changes nothing, so that the pages of `CORS_ORIGINS` may call it. */
export function Reading(): MethodDecorator {
  return RouteConfig({ access: 'reading' });
}
