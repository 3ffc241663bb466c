import Handlebars from 'handlebars';
import { drawBars } from './drawings/bars.ts';
import { drawTimeline } from './drawings/timeline.ts';
import { drawWay } from './drawings/way.ts';
import { templateEngine } from './engine.ts';
import type { Views } from './views/pages.ts';
import type { WayView } from './views/parts.ts';
import type { TimelineView } from './views/rehearsal.ts';
import type { BarsView } from './views/results.ts';

/** Writes a page: `page('public/home', view)` gives the whole HTML document. Everything that came from somebody is escaped. */
export type PageEngine = <Name extends keyof Views>(name: Name, view: Views[Name]) => string;

/**
 * Compiles layouts and partials once; pages the first time they are asked for. `asset` gives the address of an asset, `addressOf` that of a
 * page that a template names, under the address of a department where it is given one.
 */
export function pageEngine(asset: (name: string) => string, addressOf: (name: string, base?: string) => string): PageEngine {
  const template = templateEngine({
    asset: (name: string) => asset(name),
    addressOf: (name: string, base: unknown) => addressOf(name, typeof base === 'string' ? base : undefined),
    bars: (view: BarsView) => new Handlebars.SafeString(drawBars(view)),
    way: (view: WayView) => new Handlebars.SafeString(drawWay(view)),
    timeline: (view: TimelineView) => new Handlebars.SafeString(drawTimeline(view)),
  });
  return (name, view) => template(`pages/${name}`)(view);
}
