import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { projectFolder } from '#platform';

/** The addresses of the console's pages, as apps/console/src/main.tsx routes them. */
export const consolePages = ['/choose', '/alignment', '/uploads', '/uploads/:id', '/neurons', '/neurons/:id'];

/** Sends the console's page; it shows by itself what its address asks for. */
export type SendPage = (reply: FastifyReply) => FastifyReply;

/** Serves the console's files and pages, the only routes besides controllers that are public. Undefined where it was not built. */
export async function serveConsole(server: FastifyInstance): Promise<SendPage | undefined> {
  const root = join(projectFolder, 'dist/console');
  if (!existsSync(root)) return undefined;
  const page = await readFile(join(root, 'index.html'));
  const sendPage: SendPage = (reply) =>
    reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  await server.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await files.register(fastifyStatic, { root, wildcard: false });
    for (const path of consolePages) files.get(path, (_, reply) => sendPage(reply));
  });
  return sendPage;
}
