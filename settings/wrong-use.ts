import { Problem } from './problem.ts';

/** A command was called in a way that means nothing: it ends with status 2. */
export class WrongUse extends Problem {}
