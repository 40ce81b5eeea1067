/** The pages of the desktop on security: password, unlock pattern, security questions, email. Their order is ours; manuals name the pages. */
import { guess, menuAsk, saving, say } from './menus-words.ts';

const BACK = { 'back.clicked': 'security' };

export const SECURITY_PAGES = {
  security: {
    on: {
      'password.clicked': 'set-password',
      'pattern.clicked': 'set-pattern',
      'questions.clicked': 'set-questions',
      'email.clicked': 'set-email',
      'back.clicked': 'home',
    },
  },
  'set-password': {
    on: {
      'save.clicked': { actions: menuAsk({ type: 'rule.check', of: 'new-password' }) },
      'new-password.accepted': 'checking-old-password',
      ...BACK,
    },
  },
  'checking-old-password': guess('old-password', {
    accepted: 'saving-password',
    back: 'set-password',
    rejected: 'wrong-password',
    locked: 'login-locked',
  }),
  'saving-password': saving('password', { saved: 'security', failed: 'set-password', message: 'saved' }),
  'set-pattern': {
    on: {
      'pattern.drawn': { actions: menuAsk({ type: 'rule.check', of: 'new-pattern' }) },
      'new-pattern.accepted': { target: 'set-pattern-again', actions: say('draw-again') },
      'remove.clicked': { guard: 'hasPattern', target: 'removing-pattern' },
      ...BACK,
    },
  },
  'set-pattern-again': {
    on: {
      'pattern.drawn': { actions: menuAsk({ type: 'pattern.compare' }) },
      'pattern.confirmed': 'saving-pattern',
      'pattern.mismatched': { target: 'set-pattern', actions: say('patterns-differ') },
      ...BACK,
    },
  },
  'saving-pattern': saving('pattern', { saved: 'security', failed: 'set-pattern', message: 'saved' }),
  'removing-pattern': saving('no-pattern', { saved: 'security', failed: 'set-pattern', message: 'saved' }),
  'set-questions': {
    on: {
      'save.clicked': { actions: menuAsk({ type: 'rule.check', of: 'protection' }) },
      'protection.accepted': 'saving-questions',
      ...BACK,
    },
  },
  'saving-questions': saving('questions', { saved: 'security', failed: 'set-questions', message: 'saved' }),
  'set-email': {
    on: { 'save.clicked': { actions: menuAsk({ type: 'rule.check', of: 'email' }) }, 'email.accepted': 'saving-email', ...BACK },
  },
  'saving-email': saving('email', { saved: 'security', failed: 'set-email', message: 'saved' }),
};
