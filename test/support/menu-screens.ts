/** Any screen of the menus, as an owner with everything set would see it. */

import { Form } from '../../src/ui/screen/form.ts';
import type { FormView } from '../../src/ui/screen/form-view.ts';
import { type MenuView, menuScreen } from '../../src/ui/screen/menu-screens.ts';
import type { Screen } from '../../src/ui/screen/model.ts';
import { seedBoard } from './world.ts';

export function screenOf(state: string, form: FormView = new Form(), changes: Partial<MenuView> = {}): Screen {
  const screen = menuScreen(state, {
    language: 'en',
    user: 'admin',
    hint: undefined,
    serial: 'RSV34TD6VZFTTHT',
    maskedEmail: 'o****r@recorder.test',
    hasPattern: true,
    questions: ['What is your favourite colour?', 'What was the name of your first pet?', 'In which city were you born?'],
    qrText: 'RECSIM1:RSV34TD6VZFTTHT:N:1:M',
    loginLockUs: 0,
    questionsLockUs: 0,
    log: ['2026-01-01 00:00:20  start'],
    message: undefined,
    form,
    rules: seedBoard(),
    ...changes,
  });
  const focus = new Form().focusOf(screen);
  return focus === undefined ? screen : { ...screen, focus };
}
