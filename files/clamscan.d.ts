/** The little that is used of clamscan, which has no types of its own. */
declare module 'clamscan' {
  import type { Readable } from 'node:stream';

  class NodeClam {
    init(options: {
      preference: 'clamdscan';
      clamscan: { active: false };
      clamdscan: { host?: string; port?: number; socket?: string; timeout: number; localFallback: false; bypassTest: true };
    }): Promise<NodeClam>;
    /** `isInfected` is null when the answer could not be understood. */
    scanStream(stream: Readable): Promise<{ isInfected: boolean | null }>;
  }
  export = NodeClam;
}
