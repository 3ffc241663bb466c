/** How an electronic address looks, as far as anybody can tell without writing to it. */
export const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Whether a text can be written to as an electronic address. */
export const isEmail = (text: string): boolean => emailShape.test(text);
