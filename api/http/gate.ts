import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { neighbourhood } from './address.ts';
import { TooMany } from './errors.ts';

/** What one line may have under way at once; the rest of what it asks waits for its own, and nobody else's, to be answered. */
const AT_ONCE = 1;
const WAITING = 40;
/** A neighbour who never reads an answer must not keep a whole line waiting. */
const HELD_MS = 5_000;
/** Files are held in memory while they come: few at once, from one line or from all. */
const UPLOADS_AT_ONCE = 2;
const UPLOADS_IN_ALL = 6;

const RETRY_SECONDS = 3;

interface Most {
  atOnce: number;
  waiting: number;
  heldFor?: number;
}

interface Line {
  underWay: number;
  waiting: (() => void)[];
}

/**
 * Keeps the open pages usable for everybody: each line is answered in turn, before anything it sent is read, so that whoever
 * asks for very much waits behind themselves. Beyond that they are refused at once.
 */
export function publicGate(): RequestHandler {
  const lines = new Map<string, Line>();
  let uploads = 0;

  function enter(key: string, most: Most, response: Response, next: NextFunction): void {
    const line = lines.get(key) ?? { underWay: 0, waiting: [] };
    if (line.underWay >= most.atOnce && line.waiting.length >= most.waiting) {
      next(new TooMany(RETRY_SECONDS));
      return;
    }
    lines.set(key, line);
    let state: 'waiting' | 'under way' | 'gone' = 'waiting';
    const begin = () => {
      state = 'under way';
      line.underWay += 1;
      if (most.heldFor !== undefined) setTimeout(leave, most.heldFor).unref();
      next();
    };
    const leave = () => {
      if (state === 'gone') return;
      if (state === 'waiting') line.waiting = line.waiting.filter((one) => one !== begin);
      else line.underWay -= 1;
      state = 'gone';
      if (line.underWay < most.atOnce) line.waiting.shift()?.();
      if (line.underWay === 0 && line.waiting.length === 0) lines.delete(key);
    };
    response.once('close', leave);
    if (line.underWay < most.atOnce) begin();
    else line.waiting.push(begin);
  }

  return (request: Request, response, next) => {
    const line = neighbourhood(request.ip ?? '')?.line ?? '';
    if (request.method !== 'POST' || !request.is('multipart/form-data'))
      return enter(line, { atOnce: AT_ONCE, waiting: WAITING, heldFor: HELD_MS }, response, next);
    if (uploads >= UPLOADS_IN_ALL) return next(new TooMany(RETRY_SECONDS));
    uploads += 1;
    response.once('close', () => {
      uploads -= 1;
    });
    enter(`files ${line}`, { atOnce: UPLOADS_AT_ONCE, waiting: 0 }, response, next);
  };
}
