import { expect, it } from 'vitest';
import { guideNamed } from '../../../guides/guides.ts';
import { asked } from '../../../test/who-may/asked.ts';
import { guideHref, isSignedInAddress } from './addresses.ts';
import { helpHref, helpOfPages } from './help.ts';

it('leads to headings that the guides have', () => {
  const missing = Object.values(helpOfPages).filter(
    ([name, section]) => section !== undefined && !guideNamed(name, guideHref).sections.some(({ id }) => id === section),
  );
  expect(missing).toEqual([]);
});

it('is there for every page of whoever is signed in, and for no other', () => {
  const pages = Object.keys(asked).flatMap((route) => (/^GET/.test(route) ? (route.split(' ').at(-1) ?? '') : []));
  expect(pages.filter((page) => (helpHref(page) !== undefined) !== isSignedInAddress(page))).toEqual([]);
  expect(helpHref('/guichet/dossiers/54-26-7K3M-Q2/clore')).toBe(guideHref('ecoute', 'clore'));
  expect(helpHref('/guichet/dossiers/54-26-7K3M-Q2')).toBe(guideHref('ecoute', 'suivre-un-dossier'));
  expect(helpHref('/guichet/comptes/cles/nouvelle')).toBe(guideHref('coordination', 'cles-d-api'));
});
