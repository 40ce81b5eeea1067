/** The panel of recsim in the browser: draws what the run tells, as often as the screen is drawn, and passes on what the person does. */
import { render } from 'lit';
import { Connection } from './connection.ts';
import { heedLifting } from './finger.ts';
import { Model } from './model.ts';
import { keepFocus } from './monitor.ts';
import { page } from './page.ts';
import { Person } from './person.ts';
import { Sound } from './sound.ts';

const root = document.getElementById('panel') as HTMLElement;
const model = new Model();
const isPhone = location.pathname === '/phone';
let isDue = false;
const changed = () => {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(draw);
};
const connection = new Connection(model, changed);
const sound = new Sound();
const person = new Person((deed) => connection.send(deed), changed);
heedLifting(person);

function draw(): void {
  isDue = false;
  const { state } = model;
  if (state) {
    sound.hear(state.box);
    document.title = `${state.box.isBeeping ? '♪ ' : ''}${state.about.board.title} - recsim`;
  }
  render(page({ state, model, person, sound, line: connection.line, isPhone, redraw: changed }), root);
  keepFocus(root);
}
draw();
