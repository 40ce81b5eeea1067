/** Statecharts as the page draws them: every state in its box, every arrow from border to border, and the log of what the machines did. */
import { describe, expect, test } from 'vitest';
import { loadBoard } from '../../../src/board-file.ts';
import { unwrap } from '../../../src/errors.ts';
import { chartsOf, type DrawnState } from '../../../src/ui/panel/charts.ts';
import { NOTHING_SEEN } from '../../../src/ui/panel/stream.ts';
import { type Box, LINE_PX, layOut, pathKey, spread } from '../../../src/ui/panel/web/chart-layout.ts';
import { ChartLog, eventOf } from '../../../src/ui/panel/web/chart-log.ts';
import { Model } from '../../../src/ui/panel/web/model.ts';
import { createDesk, holdThroughPowerUp, seconds } from '../../support/desk.ts';
import { streamAt } from '../../support/panel-stream.ts';

const pathsOf = ({ path, states }: DrawnState): string[] => [path, ...states.flatMap(pathsOf)];

describe.each(['seed', 'two-beeps', 'mikrotik-staged', 'no-button'])('the statecharts of %s', (name) => {
  const regions = chartsOf(unwrap(loadBoard(name)).board);
  test.each(regions.map((region) => [region.state.path, region] as const))(
    '%s: every state is in its parent and over no other, every arrow ends at a border',
    (_, region) => {
      const { boxes, paths, left: west, top: north, width, height } = layOut(region);
      expect(boxes.map(({ path }) => path)).toEqual(pathsOf(region.state));
      const sides = ({ x, y, width: w, height: h }: Box) => [x - w / 2, y - h / 2, x + w / 2, y + h / 2] as const;
      const boxAt = (path: string) => boxes.find((box) => box.path === path) as Box;
      const isIn = (inner: Box, outer: Box) => {
        const [a, b] = [sides(inner), sides(outer)];
        return a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
      };
      for (const box of boxes.slice(1)) expect([box.path, isIn(box, boxAt(box.path.split('.').slice(0, -1).join('.')))]).toEqual([box.path, true]);
      const leaves = boxes.filter(({ head }) => head === undefined);
      for (const one of leaves)
        for (const other of leaves) {
          const [a, b] = [sides(one), sides(other)];
          expect([one.path, other.path, one !== other && a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]]).toEqual([
            one.path,
            other.path,
            false,
          ]);
        }
      for (const { from, target } of region.arrows) {
        const drawn = paths.find(({ key }) => key === pathKey(from, target));
        const end = drawn?.points.at(-1);
        const [left, top, right, bottom] = sides(boxAt(target));
        if (!end || left === undefined) throw new Error(`${from} > ${target} is not drawn`);
        const inside = Math.min(end.x - left, right - end.x, end.y - top, bottom - end.y);
        expect([from, target, Math.abs(inside) < 1]).toEqual([from, target, true]);
      }
      for (const { points } of paths)
        for (const { x, y } of points) expect(x >= west && y >= north && x <= west + width && y <= north + height).toBe(true);
    },
  );
});

test('words that would lie over others are moved until they do not', () => {
  const words = (key: string, x: number) => ({ key, from: '', points: [], words: ['ten letters'], at: { x, y: 50 }, title: '' });
  const placed = spread([words('a', 0), words('b', 10), words('c', 20), words('d', 500), words('not told', 0)], ({ key }) => key !== 'not told');
  expect(placed.map(({ at }) => at?.y)).toEqual([50, 50 + LINE_PX, 50 + 2 * LINE_PX, 50, 50]);
});

test('the charts of a board are made once and go out once', () => {
  const desk = createDesk();
  const { stream } = streamAt(desk);
  const first = stream.since(NOTHING_SEEN);
  expect(first?.frame).toContain('"charts":[');
  desk.bench.advance(seconds(1));
  stream.refresh();
  const second = stream.since(first?.position ?? NOTHING_SEEN);
  expect(second?.frame).toContain('"state.boot"');
  expect(second?.frame).not.toContain('"charts":');
  expect(chartsOf(desk.bench.board)).toBe(chartsOf(desk.bench.board));
});

test('a reset by the button is told transition by transition, each with the event that its own region took', () => {
  const desk = createDesk();
  const { stream } = streamAt(desk);
  holdThroughPowerUp(desk, 4.5, 21);
  desk.release();
  desk.bench.advance(seconds(1));
  stream.refresh();
  const model = new Model();
  let seen = NOTHING_SEEN;
  for (let news = stream.since(seen); news; news = stream.since(seen)) {
    model.take(JSON.parse(news.frame));
    seen = news.position;
  }
  const log = new ChartLog();
  log.take(model);
  const told = (region: string, count: number) =>
    log
      .lastOf(region)
      .slice(0, count)
      .map((each) => `${each.from ?? ''} - ${eventOf(each)} - ${each.to}`);
  expect(told('hold', 4)).toEqual([
    'counting.window - button.released - reset',
    'counting.early - window.reached - counting.window',
    'unsampled - sampling.started - counting.early',
    ' - power-up - unsampled',
  ]);
  // In the same step as the hold's, by what the hold told it.
  expect(log.lastOf('boot').map(eventOf)).toContain('factory-default.accepted');
  expect(log.lastOf('contact').length).toBe(10);
  // Nothing is read twice.
  log.take(model);
  expect(told('hold', 1)).toEqual(['counting.window - button.released - reset']);
});
