/** Whether alert `a` was made of mail `m`: it carries the mail's own identity. */
export const isItsAlert = `a.department = m.department AND a.source = 'email:' || m.mailbox AND a.external_id = encode(m.identity, 'hex')`;

/** Whether mail `m` was noted on a case of `$1`, or became a contact of it. */
export const isOfThese = `(m.case_id = ANY ($1::uuid[]) OR EXISTS (SELECT FROM alert a WHERE a.id = ANY ($1::uuid[]) AND ${isItsAlert}))`;
