const finessNumber = /^(\d{9}|2[AB]\d{7})$/;

/** Whether a text is a FINESS number as facts hold one. */
export const isFinessNumber = (text: string): boolean => finessNumber.test(text);

/** How a schema asks for one. */
export const asFinessNumber = [finessNumber, 'Un numéro FINESS compte neuf caractères.'] as const;
