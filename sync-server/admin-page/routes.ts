/** The admin page's routes: from this machine as it is, from others with ADMIN_TOKEN over https alone. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { coopStatuses, devicesOfCoop, serverStatus, type StatusParts } from '../operate/status.ts';
import { isFromThisMachine } from '../operate/this-machine.ts';
import { languageOf } from '../pages/language.ts';
import { Login } from './login.ts';
import {
  ADMIN_PATH,
  COOP_PATH,
  coopPage,
  ENTER_PATH,
  LEAVE_PATH,
  loginPage,
  noticePage,
  overviewPage,
} from './pages.ts';

export interface AdminParts extends StatusParts {
  /** Absent: the page is for this machine alone. */
  readonly token: string | undefined;
  readonly now: () => number;
}

const COOPS_PER_PAGE = 100;
const FORM_BYTES = 1_024;

const formSchema = z.object({ token: z.string().check(z.maxLength(200)) });
const coopSchema = z.object({ coop: z.string() });

export function addAdmin(http: FastifyInstance, parts: AdminParts): void {
  const login = parts.token === undefined ? undefined : new Login(parts.token, parts.now);
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.setErrorHandler(async (error: { readonly statusCode?: number }, request, reply) => {
      if ((error.statusCode ?? 500) >= 500) request.log.error(error);
      return sendPage(reply.code(error.statusCode ?? 500), noticePage(languageOf(request), 'unknown'));
    });
    scope.addHook('onRequest', async (request, reply) => guard(request, reply, login));
    scope.get(ADMIN_PATH, async (request, reply) => sendPage(reply, await overview(request, parts)));
    scope.get(`${COOP_PATH}/:coop`, async (request, reply) => {
      const found = await oneCoop(request, parts);
      return sendPage(reply.code(found === undefined ? 404 : 200), found ?? noticePage(languageOf(request), 'unknown'));
    });
    scope.post(ENTER_PATH, async (request, reply) => enter(request, reply, login));
    scope.post(LEAVE_PATH, async (request, reply) => {
      if (login !== undefined) void reply.header('set-cookie', login.leave(request.headers.cookie, isSecure(request)));
      return reply.redirect(`${ADMIN_PATH}?lang=${languageOf(request)}`, 303);
    });
  });
}

/** Undefined: it may go on. */
async function guard(
  request: FastifyRequest,
  reply: FastifyReply,
  login: Login | undefined,
): Promise<FastifyReply | undefined> {
  if (isFromThisMachine(request)) return undefined;
  const language = languageOf(request);
  if (login === undefined) return sendPage(reply.code(404), noticePage(language, 'unknown'));
  // The token would be read by everybody on the way.
  if (!isSecure(request)) return sendPage(reply.code(403), noticePage(language, 'onlySecure'));
  if (request.method === 'POST' || login.isIn(request.headers.cookie)) return undefined;
  return sendPage(reply.code(401), loginPage(language, undefined));
}

async function enter(request: FastifyRequest, reply: FastifyReply, login: Login | undefined): Promise<FastifyReply> {
  const language = languageOf(request);
  const form = formSchema.safeParse(request.body);
  const token = form.success ? form.data.token : '';
  const entered = login?.enter(token, { from: request.ip, isSecure: isSecure(request) }) ?? { refused: 'wrong' };
  if ('refused' in entered)
    return sendPage(reply.code(entered.refused === 'wrong' ? 403 : 429), loginPage(language, entered.refused));
  return reply.header('set-cookie', entered.cookie).redirect(`${ADMIN_PATH}?lang=${language}`, 303);
}

async function overview(request: FastifyRequest, parts: AdminParts): Promise<string> {
  const server = await serverStatus(parts);
  const all = Math.max(1, Math.ceil(server.coops / COOPS_PER_PAGE));
  const asked = Number(new URL(request.url, 'http://localhost').searchParams.get('part') ?? 0);
  const index = Number.isInteger(asked) ? Math.min(Math.max(asked, 0), all - 1) : 0;
  const coops = await coopStatuses(parts, { from: index * COOPS_PER_PAGE, count: COOPS_PER_PAGE });
  return overviewPage({ ...frameOf(request), server, coops, part: { index, all }, now: parts.now() });
}

async function oneCoop(request: FastifyRequest, parts: AdminParts): Promise<string | undefined> {
  const { coop: id } = coopSchema.parse(request.params);
  const devices = await devicesOfCoop(parts, id);
  const from = (await parts.store.catalogue.coops()).findIndex(({ coop }) => coop === id);
  const [coop] = devices === undefined ? [] : await coopStatuses(parts, { from, count: 1 });
  return coop === undefined || devices === undefined ? undefined : coopPage({ ...frameOf(request), coop, devices });
}

function frameOf(request: FastifyRequest) {
  return { language: languageOf(request), hasSession: !isFromThisMachine(request) };
}

function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

function sendPage(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text);
}
