import { isEmail } from '../../../vocabulary/email-address.ts';
import { type FormError, isPhone } from '../shared/form.ts';

/** What is wrong with how somebody says that a contact is reached; '' and absent are nothing. */
export function reachProblems({
  email = '',
  phone = '',
  address = '',
  endpoint = '',
}: {
  email?: string | undefined;
  phone?: string | undefined;
  address?: string | undefined;
  endpoint?: string | undefined;
}): FormError<'email' | 'phone'>[] {
  return [
    ...(email !== '' && !isEmail(email) ? [{ field: 'email' as const, message: 'Écrivez une adresse électronique, comme service@exemple.fr.' }] : []),
    ...(phone !== '' && !isPhone(phone)
      ? [{ field: 'phone' as const, message: 'Écrivez un numéro que l’on peut appeler, comme 03 83 00 00 00.' }]
      : []),
    ...(email === '' && phone === '' && address === '' && endpoint === ''
      ? [{ field: 'email' as const, message: 'Donnez au moins une adresse électronique, un téléphone ou une adresse postale.' }]
      : []),
  ];
}
