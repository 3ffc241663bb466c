import type { Response } from 'express';
import type { Department } from '../../http/departments.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    /** Whose pages these are, under `/:department`. */
    department?: Department;
  }
}

/** The department whose pages these are. */
export function departmentOf(response: Response): Department {
  const { department } = response.locals;
  if (department === undefined) throw new Error('no department: the page is mounted outside one');
  return department;
}
