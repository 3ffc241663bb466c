import { DefaultFailureConverter } from '@temporalio/common';

/** Failure messages and stacks are encrypted like payloads; their types, which are codes, stay readable. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
