/** What a version of a transfer's document is sealed as: the row it belongs to. */
export const documentPlace = (caseId: string, transfer: string, version: number): string => `${caseId}/${transfer}/v${version}`;
