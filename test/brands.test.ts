/** The brands, against the list of the reset guide as it stands there. */
import { expect, test } from 'vitest';
import { brands, findBrand } from '../src/brands.ts';

const GUIDE =
  'Activecam, Advidia, Amcrest, Ameta, Ascendent, Backstreet Surveillance, BV Security, CCTV Security Pros, CCTV Star, CP Plus (Orange Line), Dax Networks, eLine, ENS (formerly Eastern CCTV and SavvyTech), Expose, Lorex, GSS, Honeywell, IC Realtime, Ikegami, Impath Networks, Inaxsys, IndigoVision, Infinity CCTV, Innekt, Intelbras, KBVision, Lumixen, Maxron, Montavue, Oco, Optiview, Rhodium, RVI, Saxco, Security Camera King (Elite), Space Technology, Speco, ToughDog, Tyco Holis, Tyco Illustra Essentials, Unisight, VIP Vision, Watchnet, Winic, Zuum';

test('the maker comes first, then every brand of the guide, spelt as there', () => {
  expect(brands()).toEqual(['Dahua', ...GUIDE.split(', ')]);
});

test.each([
  ['lorex', 'Lorex'],
  ['  ELINE ', 'eLine'],
  ['ens', 'ENS (formerly Eastern CCTV and SavvyTech)'],
  ['cp plus (orange line)', 'CP Plus (Orange Line)'],
])('"%s" is found as %s', (written, brand) => {
  expect(findBrand(written)).toEqual({ ok: true, value: brand });
});

test.each([
  ['Lorrex', 'Did you mean "Lorex"?'],
  ['savvytech', 'Did you mean "ENS (formerly Eastern CCTV and SavvyTech)"?'],
  ['Acme Recorders of Nowhere', 'Known: Dahua, Activecam'],
])('"%s" is refused: %s', (written, remedy) => {
  const found = findBrand(written);
  expect(found.ok ? '' : found.problems[0]?.remedy).toContain(remedy);
});
