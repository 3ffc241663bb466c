import { z } from 'zod';
import { inDepartment } from '../../database/pool.ts';
import { type LimitingFact, limitingFacts } from '../../directory/competence.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { activeVersions, loadProcedure } from '../../procedures/record/published.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';

/** By fact, the codes of which one must be there. */
const limits = z
  .strictObject(
    Object.fromEntries(limitingFacts.map((fact) => [fact, z.array(z.string()).optional()])) as Record<
      LimitingFact,
      z.ZodOptional<z.ZodArray<z.ZodString>>
    >,
  )
  .optional();

/** For what, where, in which situations and before whom. */
const competence = {
  roles: z.array(z.enum(codes('role'))),
  territory: z.union([
    z.strictObject({ wholeDepartment: z.literal(true), except: z.array(z.string()).optional() }),
    z.strictObject({ communes: z.array(z.string()) }),
  ]),
  onlyFor: limits,
  neverFor: limits,
  priority: z.number(),
};

export const organisationsAnswer = z
  .strictObject({
    revision: z.int(),
    organisations: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        ...competence,
        /** Its further competences. */
        also: z.array(z.strictObject({ ...competence, name: z.string() })).optional(),
        finess: z.string().optional(),
        finessCategory: z.string().optional(),
        inseeCode: z.string().optional(),
        fictional: z.boolean().optional(),
        from: z.iso.date().optional(),
        until: z.iso.date().optional(),
        retired: z.iso.date().optional(),
      }),
    ),
  })
  .meta({ id: 'Organisations' });

/** `GET /directory/organisations`: who is competent for what, where. Bodies only: no person, no way to reach one. */
export function getOrganisations(parts: Parts) {
  return async (caller: Caller): Promise<z.infer<typeof organisationsAnswer>> => {
    const { revision, organisations } = (await currentDirectory(parts.database, caller.department)).on(parts.now());
    return {
      revision,
      organisations: organisations.map(
        ({ id, name, roles, territory, onlyFor, neverFor, priority, also, finess, finessCategory, inseeCode, fictional, from, until, retired }) => ({
          id,
          name,
          roles,
          territory,
          onlyFor,
          neverFor,
          priority,
          also: also?.map((one) => ({
            name: one.name,
            roles: one.roles,
            territory: one.territory,
            onlyFor: one.onlyFor,
            neverFor: one.neverFor,
            priority: one.priority,
          })),
          finess,
          finessCategory,
          inseeCode,
          fictional,
          from,
          until,
          retired,
        }),
      ),
    };
  };
}

/** `GET /procedures/active`: the department's protocol, as it was published. */
export function getProcedure(parts: Parts) {
  return (caller: Caller) =>
    inDepartment(parts.database, caller.department, async (tx) => {
      const { slug, number } = await activeVersions(parts.database, tx, caller.department);
      return loadProcedure(parts.database, tx, caller.department, slug, number);
    });
}
