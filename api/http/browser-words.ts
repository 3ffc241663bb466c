/** In the order in which they are looked for: most say they are others too. */
const browsers: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\b(iPhone|iPad)\b/, 'iPhone ou iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** What a browser says it is, in words its holder knows it by; no version, nothing that would tell two such browsers apart. */
export function browserWords(userAgent: string): string {
  const first = (list: [RegExp, string][]) => list.find(([shape]) => shape.test(userAgent))?.[1];
  const system = first(systems);
  return `${first(browsers) ?? 'Navigateur'}${system === undefined ? '' : ` sur ${system}`}`;
}
