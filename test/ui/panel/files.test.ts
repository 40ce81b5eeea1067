/** Files that a panel gives and takes, over HTTP: guarded as the page is, of a bounded size, and never written on this machine. */
import { afterEach, describe, expect, it } from 'vitest';
import { fileOf } from '../../support/scenarios.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

let panel: ServedPanel | undefined;
afterEach(async () => {
  await panel?.close();
  panel = undefined;
});

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  panel ??= await servePanel();
  return fetch(new URL(path, panel.url), init);
}
const bring = (text: string, name = 'mine.yaml', type = 'text/plain', headers: Record<string, string> = {}) =>
  ask(`/scenario?name=${encodeURIComponent(name)}`, { method: 'POST', headers: { 'content-type': type, ...headers }, body: text });

describe('files of a panel', () => {
  it.each([
    ['/session.yaml', 'session.yaml', 'expect-storage: { credentials: present }'],
    ['/session.vcd', 'session.vcd', '$timescale 1 us $end'],
    ['/board.json', 'seed.json', '"holdMin": { "value": "20 s", "source": "reset guide" }'],
    ['/board.json?name=my-dvr', 'my-dvr.json', '"name": "my-dvr"'],
  ])('%s is given to be kept', async (path, name, text) => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toContain(text);
  });

  it.each([
    ['/session-state.json', 'needs no file'],
    ['/session-board.json', 'a scenario names it'],
    [`/board.json?name=${encodeURIComponent('../x')}`, 'a name has lower-case letters'],
  ])('%s is refused with the reason where there is nothing to give', async (path, why) => {
    const answer = await ask(path);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain(why);
  });

  it('are for no page of another site', async () => {
    for (const path of ['/session.yaml', '/session.vcd', '/board.json'])
      expect((await ask(path, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await bring(fileOf('  - delay: 1 s\n'), 'mine.yaml', 'text/plain', { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('need the token where the page needs it', async () => {
    panel = await servePanel({ host: '0.0.0.0' });
    const { port } = new URL(panel.url);
    const answer = await fetch(`http://127.0.0.1:${port}/session.yaml`);
    expect(answer.status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${port}/scenario`, { method: 'POST', body: 'x' })).status).toBe(401);
  });

  it('takes a scenario, or says all that is wrong with it and where', async () => {
    expect(await (await bring(fileOf('  - delay: 1 s\n'))).json()).toMatchObject({ ok: true, file: 'mine.yaml', count: 1 });
    const answer = (await (await bring(fileOf('  - delay: 1\n  - clik: OK\n'))).json()) as { ok: boolean; problems: string[] };
    expect(answer).toMatchObject({ ok: false });
    expect(answer.problems).toHaveLength(2);
    expect(answer.problems[1]).toBe('mine.yaml:5:5: "clik" is not a step. Did you mean "click"?');
  });

  it('takes nothing that is larger than a scenario may be, and no other kind', async () => {
    expect((await bring('#'.repeat(1_000_001))).status).toBe(413);
    expect((await bring('{}', 'x.json', 'application/json')).status).toBe(415);
    expect((await bring('x', 'x.yaml', 'application/octet-stream')).status).toBe(415);
    expect((await ask('/scenario')).status).toBe(404);
  });
});
