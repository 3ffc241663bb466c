import express from 'express';

/** A route as Express has it: its method and its whole address, with its parameters. */
export interface Mounted {
  method: string;
  path: string;
}

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}
type Stacked = { stack: Layer[] };

const mounts = new WeakMap<Layer, string>();
let roots: Stacked[] = [];

/**
 * From now on routers remember where each was mounted, which Express forgets. To be called before the application is made; `mountedRoutes`
 * then reads from the routers themselves what can be asked for.
 */
export function rememberMounts(): void {
  const prototype = express.Router.prototype as { use: (this: Stacked, ...given: unknown[]) => unknown };
  const { use } = prototype;
  prototype.use = function remembering(this: Stacked, ...given: unknown[]) {
    const from = this.stack.length;
    const answer = use.apply(this, given);
    const [first] = given;
    const path = typeof first === 'string' ? first : '';
    for (const layer of this.stack.slice(from)) mounts.set(layer, path);
    if (path === '/guichet') roots = [...roots, this];
    return answer;
  };
}

/** Every route of the last application made, in their order. */
export function mountedRoutes(): Mounted[] {
  const root = roots.at(-1);
  if (root === undefined) throw new Error('no application was made since rememberMounts');
  return within(root, '');
}

function within({ stack }: Stacked, base: string): Mounted[] {
  return stack.flatMap((layer) => {
    if (layer.route !== undefined) {
      const { path, methods } = layer.route;
      return [path].flat().flatMap((one) =>
        Object.keys(methods)
          .filter((method) => methods[method])
          .map((method) => ({ method: method === '_all' ? 'ALL' : method.toUpperCase(), path: joined(base, one) })),
      );
    }
    const { stack: inner } = layer.handle;
    return inner === undefined ? [] : within({ stack: inner }, joined(base, mounts.get(layer) ?? ''));
  });
}

const joined = (base: string, path: string): string => `${base === '/' ? '' : base}${path === '/' ? '' : path}` || '/';

/** Lets everybody past the guard of a mount of the last application, or past the guard route of this path; answers with what puts it back. */
export function withoutGuard(path: string): () => void {
  const opened: (() => void)[] = [];
  const through = (stack: Layer[], base: string): void => {
    for (const layer of stack) {
      const at = joined(base, layer.route === undefined ? (mounts.get(layer) ?? '') : String(layer.route.path));
      const inner = layer.handle.stack;
      if (layer.route === undefined && inner !== undefined) through(inner, at);
      else if (layer.route === undefined && at === path) {
        const { handle } = layer;
        layer.handle = ((_request: unknown, _response: unknown, next: () => void) => next()) as unknown as Layer['handle'];
        opened.push(() => {
          layer.handle = handle;
        });
      }
    }
  };
  const root = roots.at(-1);
  if (root !== undefined) through(root.stack, '');
  if (opened.length === 0) throw new Error(`nothing guards ${path}`);
  return () => {
    for (const close of opened) close();
  };
}
