import type { GuideViews } from '../../templates/views/guides.ts';
import { publicChrome as chrome } from './parts.ts';

type Samples = { [K in keyof GuideViews]: Record<string, GuideViews[K]> };

const beside = {
  chrome,
  guides: [
    { href: '/guides/ecoute', title: 'À l’écoute', current: true },
    { href: '/guides/public', title: 'Le formulaire public', current: false },
  ],
};
const html = `<h1>À l’écoute</h1><p>Pour qui prend les appels.</p><h2 id="clore">Clore</h2>
<table><thead><tr><th>Vous êtes</th><th>Votre guide</th></tr></thead><tbody><tr><td>au guichet</td><td><a href="#clore">Clore</a></td></tr></tbody></table>
<pre><code>npx guichet doctor --department 54 --un-nom-d-option-qui-est-bien-plus-long-que-la-page
</code></pre>`;

export const guidesSamples: Samples = {
  'guides/guide': {
    long: { ...beside, search: { action: '/guides', typed: '' }, title: 'À l’écoute', html, sections: [{ href: '#clore', title: 'Clore' }] },
  },
  'guides/found': {
    some: {
      ...beside,
      search: { action: '/guides', typed: 'relancer' },
      found: [{ href: '/guides/ecoute#clore', title: 'Clore', guide: 'À l’écoute', excerpt: 'Un dossier clos ne relance personne…' }],
    },
    none: { ...beside, search: { action: '/guides', typed: 'xyz' }, found: [] },
  },
};
