import { frenchDate } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { DocumentHead } from '../../../documents/documents.ts';
import type { Parts } from '../../http/parts.ts';

/** The top of a document of this case, at an instant of the case's own time. */
export async function headOf(
  parts: Parts,
  { department: code, reference, exercise }: Pick<CaseRecord, 'department' | 'reference' | 'exercise'>,
  at: number,
): Promise<Omit<DocumentHead, 'title'>> {
  const department = await parts.departments.get(code);
  return {
    desk: `Guichet départemental, ${department.name}`,
    reference,
    date: frenchDate(at, territoryOf(code).zone, 0),
    mark: exercise ? 'EXERCISE' : department.mode === 'demonstration' ? 'DEMONSTRATION' : null,
  };
}
