const endings = ['ations', 'ation', 'ments', 'ment', 'ings', 'ing', 'ions', 'ion', 'ers', 'er', 'ed', 'ies', 'es', 's', 'y', 'e'];

/** A word without what makes it plural, a deed or a doer: `declaration`, `declares` and `declare` come to the same. */
function rootOf(word: string): string {
  const ending = endings.find((end) => word.endsWith(end) && word.length - end.length >= 3);
  return ending === undefined ? word : word.slice(0, -ending.length).replace(/(.)\1$/, '$1');
}

/** The names of one folder that differ by an ending only. */
export function twinsIn(names: readonly string[]): string[][] {
  const distinct = [...new Set(names)];
  const byRoot = Map.groupBy(distinct, (name) => name.split('-').map(rootOf).join('-'));
  return [...byRoot.values()].filter((twins) => twins.length > 1);
}
