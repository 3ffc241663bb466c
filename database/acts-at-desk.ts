/**
 * The SQL condition that an account, by its alias in a statement, may act at the desk: of the kinds with the right `case.act`
 * (`accounts/rights.ts`), and not suspended. Whoever may not is given nothing, called for nothing, and holds nothing.
 */
export const actsAtDesk = (account: string): string => `(${account}.disabled_at IS NULL AND ${account}.kind IN ('AGENT', 'COORDINATOR'))`;
